/** What `make render` writes, as linters see it. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import {
  checkov,
  type Finding,
  installed,
  kubeconform,
  kubernetesVersion,
  kubeScore,
  type Linter,
  type Report,
} from "./linters";
import { bare, broken, type Manifest, type Manifests, rendered, type Section, write } from "./rendered";

const linters = { "kube-score": kubeScore, kubeconform, checkov } satisfies Record<string, Linter>;
type Name = keyof typeof linters;

async function lint(name: Name, manifests: Manifests): Promise<Report> {
  const folder = write(manifests);
  try {
    return await linters[name](folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("rendered manifests", function () {
  this.timeout(120_000);
  let all: Manifests;
  let reports: Record<Name, Report>;

  before("the linters are installed", function () {
    this.timeout(900_000);
    installed();
  });
  before("everything is rendered", async () => {
    all = await rendered();
  });
  before("each linter has looked at it", async () => {
    const names = Object.keys(linters) as Name[];
    const asked = names.map(async (name) => [name, await lint(name, all)] as const);
    reports = Object.fromEntries(await Promise.all(asked)) as Record<Name, Report>;
  });

  it("are for the Kubernetes that the cluster of the tests has", () => {
    const [major, minor] = kubernetesVersion.split(".");
    const modules = readFileSync("airgap/kubernetes/kubernetes/go.mod", "utf8");
    assert.match(modules, new RegExp(`^\\s*k8s.io/kubernetes v${major}\\.${minor}\\.\\d+`, "m"));
  });

  for (const [name, what] of [
    ["kube-score", "have nothing that kube-score calls critical"],
    ["kubeconform", "are what the API server accepts, without a field that it does not know"],
    ["checkov", "have nothing that checkov finds"],
  ] as const) {
    it(what, () => {
      assert.deepEqual(reports[name].findings, []);
      const seen = reports[name].files;
      const files = [...all].filter(([, { kind }]) => name === "kubeconform" || /Deployment|Job/.test(kind));
      assert.ok(files.length >= 24);
      for (const [file] of files) assert.ok(seen.has(file), `${file} was not looked at`);
    });
  }

  it("say why they skip a check", () => {
    const { skipped } = reports.checkov;
    assert.ok(skipped.length > 0);
    for (const { check, why = "" } of skipped) assert.match(why, /^\w+( \S+){3}/, check);
  });

  for (const name of ["kube-score", "checkov"] as const) {
    it(`skip no check of ${name} that would find nothing`, async () => {
      const text = (those: readonly Finding[]) => those.map(({ check, file }) => `${file} ${check}`);
      const { findings } = await lint(name, bare(all));
      const unskipped = new Set(text(findings));
      assert.deepEqual(unskipped, new Set(text(reports[name].skipped)));
    });
  }

  describe("that are broken", () => {
    const inContainer = (change: (container: Record<string, Section>) => void) => (manifest: Manifest) => {
      const { template } = manifest.spec as { template: { spec: { containers: Record<string, Section>[] } } };
      template.spec.containers.forEach(change);
    };
    const unlimited = inContainer(({ resources }) => delete resources?.limits);
    const cases: [Name, string, string, (manifest: Manifest) => void, RegExp][] = [
      [
        "kubeconform",
        "an unknown field of a container",
        "Deployment",
        inContainer((container) => Object.assign(container, { imagePullPolice: "Always" })),
        /'imagePullPolice' not allowed/,
      ],
      [
        "kubeconform",
        "a word that should be a number",
        "Service",
        ({ spec }) => (spec.ports as Section[]).forEach((port) => Object.assign(port, { port: "http" })),
        /got string, want integer/,
      ],
      [
        "kubeconform",
        "an unknown field of a binding",
        "TargetGroupBinding",
        ({ spec }) => Object.assign(spec, { targetGroup: "blue" }),
        /'targetGroup' not allowed/,
      ],
      [
        "kubeconform",
        "a binding without its group",
        "TargetGroupBinding",
        ({ spec }) => delete spec.targetGroupARN,
        /missing property 'targetGroupARN'/,
      ],
      [
        "kubeconform",
        "a kind that nobody knows",
        "Service",
        (manifest) => Object.assign(manifest, { kind: "Servise" }),
        /could not find schema/,
      ],
      ["kube-score", "a missing limit", "Deployment", unlimited, /^container-resources$/],
      ["kube-score", "pods that no policy is about", "Deployment", () => undefined, /^pod-networkpolicy$/],
      [
        "kube-score",
        "a writable root",
        "Job",
        inContainer(({ securityContext }) => delete securityContext?.readOnlyRootFilesystem),
        /^container-security-context-readonlyrootfilesystem$/,
      ],
      ["checkov", "a missing limit", "Deployment", unlimited, /^CKV_K8S_1[13]$/],
      [
        "checkov",
        "a container with privileges",
        "Job",
        inContainer(({ securityContext }) => Object.assign(securityContext ?? {}, { privileged: true })),
        /^CKV_K8S_16$/,
      ],
    ];
    const found = new Map<string, Finding[]>();
    const fileOf = (at: number) => `case-${at}/broken.yaml`;

    before("each linter has looked at those for it", async () => {
      for (const name of Object.keys(linters) as Name[]) {
        const files = cases.flatMap(([by, , kind, change], at) =>
          by === name ? [[fileOf(at), broken(all, kind, `case-${at}`, change)] as const] : [],
        );
        for (const finding of (await lint(name, new Map(files))).findings)
          found.set(finding.file, [...(found.get(finding.file) ?? []), finding]);
      }
    });

    for (const [at, [by, what, , , expected]] of cases.entries()) {
      it(`${by} finds ${what}`, () => {
        const checks = found.get(fileOf(at))?.map(({ check }) => check) ?? [];
        assert.ok(
          checks.some((check) => expected.test(check)),
          checks.join("\n"),
        );
      });
    }
  });
});

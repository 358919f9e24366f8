/** Images for tests: the application is built once per state of its sources; a version of it is one small layer. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { sourceHash } from "../../components/image/source";
import { docker } from "./docker";
import { projectRoot } from "./project-copy";
import { run } from "./run";

/** Ways in which a version may be broken; `broken.py` says what each does. */
export const breakages = [
  "unhealthy",
  "crash",
  "hang",
  "wrong-version",
  "no-database",
  "migration-fails",
] as const;
export type Breakage = (typeof breakages)[number];

/** Ways in which a version goes bad only when users have asked it for a while. */
export const lateBreakages = [
  "late-errors",
  "late-slowness",
  "late-crash",
  "late-leak",
  "late-loss",
] as const;
export type LateBreakage = (typeof lateBreakages)[number];

/** Where the image's Dockerfile writes its version. */
const packageFolder = "/opt/venv/lib/python3.11/site-packages/maintenance_api";
export const versionFile = `${packageFolder}/VERSION`;
const migrations = `${packageFolder}/migrations/versions`;

const nextRevision = join(projectRoot, "app/api/tests/next_revision.py");

interface Bases {
  readonly api: string;
  readonly frontend: string;
}
let bases: Promise<Bases> | undefined;

/** Builds what all versions are made from, unless an earlier run of the tests left it. */
export function baseImages(): Promise<Bases> {
  bases ??= (async () => ({ api: await base("api"), frontend: await base("frontend") }))();
  return bases;
}

async function base(part: "api" | "frontend"): Promise<string> {
  const folder = join(projectRoot, "app", part);
  // The hash of the sources also depends on where they are, which must not matter here.
  const hash = createHash("sha256").update(relativeHash(part)).digest("hex").slice(0, 12);
  const name = `maintenance-test-base-${part}:${hash}`;
  if ((await run("docker", ["image", "inspect", name], { mayFail: true })).code === 0) return name;
  process.stdout.write(`  building ${name} from app/${part}, once ... `);
  const { seconds } = await run("docker", ["build", "--quiet", "--tag", name, folder], {
    timeoutMs: 600_000,
  });
  process.stdout.write(`${seconds.toFixed(0)} s\n`);
  return name;
}

function relativeHash(part: string): string {
  const before = process.cwd();
  process.chdir(projectRoot);
  try {
    return sourceHash(`app/${part}`);
  } finally {
    process.chdir(before);
  }
}

export interface VersionOptions {
  readonly breakage?: Breakage | LateBreakage;
  /** It brings a schema revision that earlier versions do not know. */
  readonly newSchema?: boolean;
  /** Its pages ask for hashed files that no other version has. */
  readonly ownChunks?: boolean;
  /** A certificate that its API trusts besides those that every system does. */
  readonly trusts?: string;
  /** What its labels say of the schema, whatever its code does. */
  readonly schemaLabels?: { readonly head: string; readonly servesFrom: string };
}

/** Makes `PREFIX-api:VERSION` and `PREFIX-frontend:VERSION`. */
export async function makeVersion(
  prefix: string,
  version: string,
  { breakage, newSchema, ownChunks, schemaLabels, trusts }: VersionOptions = {},
): Promise<void> {
  const { api, frontend } = await baseImages();
  const revision = newSchema
    ? `COPY next_revision.py ${migrations}/0004_next.py\nLABEL maintenance.schema.head="0004"\n`
    : "";
  const labels = schemaLabels
    ? `LABEL maintenance.schema.head="${schemaLabels.head}" maintenance.schema.serves-from="${schemaLabels.servesFrom}"\n`
    : "";
  const answered = breakage === "wrong-version" ? "0.0.0-other" : version;
  const broken =
    breakage && breakage !== "wrong-version"
      ? `COPY broken.py /opt/broken.py\nENV BREAKAGE=${breakage}\nENTRYPOINT ["python", "/opt/broken.py"]\n`
      : "";
  const trusting = trusts ? "COPY trusted.pem /opt/trusted.pem\nENV SSL_CERT_FILE=/opt/trusted.pem\n" : "";
  const chunks = ownChunks
    ? `COPY own-chunks.sh /tmp/own-chunks.sh\nUSER root\nRUN sh /tmp/own-chunks.sh ${version}\nUSER 10001:10001\n`
    : "";
  await Promise.all([
    derive(
      `${prefix}-api:${version}`,
      `FROM ${api}\nCOPY VERSION ${versionFile}\n${revision}${labels}${trusting}${broken}`,
      { VERSION: `${answered}\n`, "trusted.pem": trusts ?? "" },
    ),
    derive(
      `${prefix}-frontend:${version}`,
      // An asset that only this version has, for the asset bridge.
      `FROM ${frontend}\n${chunks}COPY VERSION /usr/share/nginx/html/assets/only-in-${version}.js\n`,
      { VERSION: `export const version = ${JSON.stringify(version)};\n` },
    ),
  ]);
}

async function derive(
  name: string,
  dockerfile: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "maintenance-image-"));
  try {
    writeFileSync(join(context, "Dockerfile"), dockerfile);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(context, file), text);
    const own = ["broken.py", "own-chunks.sh"].map((file) => join(__dirname, "images", file));
    for (const file of [...own, nextRevision]) {
      copyFileSync(file, join(context, basename(file)));
    }
    await docker(["build", "--quiet", "--tag", name, context]);
  } finally {
    rmSync(context, { recursive: true });
  }
}

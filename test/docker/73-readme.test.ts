/** The README, typed line by line into the shell of somebody who has nothing but a clone. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { onExit } from "../support/cleanup";
import { removeEnvironment, removeImages } from "../support/docker";
import { identityIn } from "../support/environment";
import { typedIn } from "../support/examples";
import { ask } from "../support/http";
import { freePorts } from "../support/ports";
import { commitAll, copyProject } from "../support/project-copy";
import { type Clone, changeFile, type Differing, Typist } from "../support/typed";

/** Not typed: what runs this test, and the site of the documents, whose parts are tested in test/unit/setup/site. */
const notTyped = ["make test\n", "make docs\n"];
const shell = 'eval "$(make -s env)"';
const imagePrefix = "maintenance-test-readme";

describe("the README", function () {
  this.timeout(600_000);
  let readme = "";
  let clone: Clone;
  let typist: Typist;
  let forget: () => void;
  const file = () => join(clone.folder, "Pulumi.dev.yaml");
  const version = async () => (await ask(`${clone.url}/api/version`)).body;

  before(async () => {
    const folder = await copyProject("readme");
    const [port = 0, previewPort = 0] = await freePorts(2);
    clone = {
      folder,
      stack: "dev",
      url: `http://127.0.0.1:${port}`,
      previewUrl: `http://127.0.0.1:${previewPort}`,
      runs: [],
    };
    // By its identity: somebody's own dev may be on this engine too.
    forget = onExit(() => {
      removeEnvironment(identityIn(folder, "dev"));
      removeImages(imagePrefix);
      rmSync(folder, { recursive: true, force: true });
    });
    readme = readFileSync(join(folder, "README.md"), "utf8");
    changeFile(file(), {
      frontend: { image: `${imagePrefix}-frontend` },
      backend: { image: `${imagePrefix}-api` },
      docker: { port, previewPort },
      watch: { for: "1 second" },
    });
    await commitAll(folder);
    // As a person's shell: what the tests have set is not there.
    typist = new Typist(clone, "dev", { PULUMI_BACKEND_URL: "", PULUMI_CONFIG_PASSPHRASE: "" });
  });
  after(() => forget?.());

  const blocks = () => typedIn(readme).filter(({ commands }) => !notTyped.includes(commands));

  it("shows it work in two commands, as it says", async () => {
    const [first] = blocks();
    assert.equal(first?.commands, "make up\nmake open\n");
    await typist.type(first);
    assert.match((await ask(clone.url ?? "")).body, /<title>/);
    assert.match(await version(), /"version":"1\.0\.0","colour":"blue"/);
  });

  it("releases, and rolls back", async () => {
    const [, second] = blocks();
    assert.match(second?.commands ?? "", /^release deploy 1\.1\.0$/m);
    assert.ok(second);
    const { output } = await typist.type(second);
    assert.match(output, /green 1\.1\.0 +100 %|green 1\.1\.0 answers/);
    assert.match(await version(), /"version":"1\.0\.0","colour":"blue"/);
  });

  it("brings images of one's own with the settings that it shows", async () => {
    const [, , third, ...more] = blocks();
    assert.ok(third);
    assert.deepEqual(more, [], "a block that this test does not know");
    const settings = parse(/^ {3}```yaml\n(.*?)^ {3}```$/ms.exec(readme)?.[1] ?? "") as Record<
      string,
      Differing[string]
    >;
    const sections = Object.entries(settings).map(([name, values]) => {
      const image = typeof values.image === "string" ? { image: `${imagePrefix}-${values.image}` } : {};
      return [name.replace("maintenance:", ""), { ...values, ...image }] as const;
    });
    changeFile(file(), Object.fromEntries(sections));
    await typist.type(third, shell);
    assert.match((await ask(`${clone.url}/v1/about`)).body, /"2\.0\.0"/);
  });

  it("takes it down, with its data", async () => {
    assert.match(readme, /`make down DATA=delete`/);
    await typist.type({ commands: "make down DATA=delete", shows: [] });
    await assert.rejects(ask(clone.url ?? ""));
  });
});

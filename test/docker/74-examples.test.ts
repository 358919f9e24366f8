/** The examples on Docker: what their READMEs tell a person to type, typed in a fresh clone. */
import assert from "node:assert/strict";
import type { TestEnvironment } from "../support/environment";
import { stackFileExamples, typedIn } from "../support/examples";
import { itInLongForm } from "../support/long-form";
import { useEnvironment } from "../support/stories";
import { type Differing, Typist } from "../support/typed";

/**
 * Typed to the end every time. Of the others the first block is, which ends in a preview; the rest in the long form, as
 * what it shows is shown without a README by 15-release-command and 16-watch (canary) and 17-big-bang.
 */
const toTheEnd = ["minimal"];

/** What a person's shell has of the first block. */
const shell = 'eval "$(make -s env)"';

/** Nobody's ports are taken and nobody's tags are made; what would be waited for is short. */
function differing({ imagePrefix, ports }: TestEnvironment): Differing {
  return {
    frontend: { image: `${imagePrefix}-frontend` },
    backend: { image: `${imagePrefix}-api` },
    docker: { port: ports.users, previewPort: ports.preview },
    strategy: { pause: "3 seconds" },
    watch: { for: "3 seconds" },
  };
}

for (const example of stackFileExamples("docker")) {
  describe(`examples/${example.name}`, function () {
    this.timeout(600_000);
    const environment = useEnvironment(example.name);
    const [first, ...others] = typedIn(example.readme);
    let typist: Typist;
    before(async () => {
      const dev = environment();
      const begun = await dev.command("stack", "rm", "--yes");
      assert.equal(begun.code, 0, begun.output);
      typist = Typist.ofExample(dev, example, { differing: differing(dev) });
    });

    it("begins as its README says, with a preview", async () => {
      assert(first && first.commands.includes(shell), "the first block makes the shell ready");
      const { output } = await typist.type(first);
      assert.match(output, /^ \+ +maintenance:docker:Listener listener create/m);
      assert.deepEqual(await environment().containers(), []);
    });

    const story = toTheEnd.includes(example.name) ? it : itInLongForm;
    story("goes on as its README says, shows what is shown there, and is gone at its end", async () => {
      assert(others.length >= 2, "the README brings it up, and takes it down");
      for (const block of others) await typist.type(block, shell);
      assert.deepEqual(await environment().containers(), []);
    });
  });
}

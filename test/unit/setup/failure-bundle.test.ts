import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutEncrypted, withoutSecrets, writeFailureBundle } from "../../../setup/failure-bundle";

describe("a failure bundle", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bundle-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("holds no password, wherever it slipped through, and says what could not be had", async () => {
    mkdirSync(join(folder, ".state/passwords/dev"), { recursive: true });
    writeFileSync(join(folder, ".state/passwords/dev/postgres"), "s3cr3t-of-dev\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  a: s3cr3t-of-dev\n");
    writeFileSync(join(folder, "events.json"), '{"password":"s3cr3t-of-dev"}\n');
    const out = join(folder, "out/failure-1");
    await writeFailureBundle({
      stack: { name: "dev", folder, pulumi: () => Promise.reject(new Error("pulumi knows s3cr3t-of-dev")) },
      folder: out,
      said: { "run.txt": "\x1b[31merror\x1b[0m with s3cr3t-of-dev" },
      events: join(folder, "events.json"),
    });
    const text = (name: string) => readFileSync(join(out, name), "utf8");
    assert.equal(text("run.txt"), "error with (a password)");
    assert.equal(text("events.json"), '{"password":"(a password)"}\n');
    assert.equal(text("stack.yaml"), "config:\n  a: (a password)\n");
    assert.equal(text("state.json"), "could not be had: pulumi knows (a password)\n");
    assert.match(text("status.txt"), /^could not be had: /);
  });

  it("holds no password in another form either", () => {
    const forms = ["a+b/c=", encodeURIComponent("a+b/c="), Buffer.from("a+b/c=").toString("base64")];
    assert.equal(withoutSecrets(forms.join(" "), ["a+b/c="]), "(a password) (a password) (a password)");
    assert.equal(withoutSecrets("text", [""]), "text");
  });

  it("shows the stack file without what is encrypted", () => {
    const yaml = "config:\n  maintenance:key:\n    secure: AAABBB==\n  plain: 1\nencryptionsalt: v1:xyz\n";
    assert.equal(withoutEncrypted(yaml), "config:\n  maintenance:key:\n    secure: (left out)\n  plain: 1\n");
  });
});

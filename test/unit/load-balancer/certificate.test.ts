import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import {
  authorityFile,
  certificateFaults,
  certificateFor,
} from "../../../components/load-balancer/certificate";
import { settingsWith } from "../../support/release";
import { useOwnFolder } from "../../support/own-folder";

describe("the certificate for users", () => {
  useOwnFolder();

  const own = (docker: Record<string, unknown> = {}) =>
    certificateFor("unit", settingsWith({ docker: { tls: "own", ...docker } }).docker);
  const keyOf = (name: string) => join(".state/tls", `${name}.key`);

  it("of its own is signed by the CA of this machine, for localhost and its names, and its keys are for nobody else", () => {
    const found = new X509Certificate(own({ names: ["dev.example.com"] }).chain);
    assert.ok(found.verify(new X509Certificate(readFileSync(authorityFile)).publicKey));
    for (const name of ["localhost", "dev.example.com"]) assert.ok(found.checkHost(name), name);
    assert.ok(found.checkIP("127.0.0.1"));
    for (const name of ["unit", "ca"]) assert.equal(statSync(keyOf(name)).mode & 0o777, 0o600);
  });

  it("stays as it is, until it lacks a name", () => {
    const { fingerprint } = own();
    assert.equal(own().fingerprint, fingerprint);
    assert.notEqual(own({ names: ["other.example.com"] }).fingerprint, fingerprint);
  });

  it("when given, is refused with each fault, its setting and the fix", () => {
    const { keyFile } = own();
    const certificate = keyFile.replace(".key", ".crt");
    assert.deepEqual(certificateFaults(certificate, keyFile), []);
    const later = new Date(Date.now() + 400 * 86_400_000);
    assert.match(
      certificateFaults(certificate, keyFile, later)[0] ?? "",
      /^docker\/certificate: .* renew it$/,
    );
    assert.match(
      certificateFaults(certificate, keyOf("ca"))[0] ?? "",
      /^docker\/key: .* of another certificate$/,
    );
    writeFileSync("nonsense", "nonsense");
    const both = certificateFaults("missing", "nonsense");
    assert.match(both[0] ?? "", /^docker\/certificate: .*there is no such file$/);
    assert.match(both[1] ?? "", /^docker\/key: .*it holds no private key/);
  });
});

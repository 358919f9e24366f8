/** A certificate of our own making for each ARN: who trusts it knows which ARN it stands for. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

export class Certificates {
  private readonly made = new Map<string, Promise<Certificate>>();

  /** @param addresses which it is for, besides localhost */
  constructor(private readonly addresses: readonly string[]) {}

  of(arn: string): Promise<Certificate> {
    const known = this.made.get(arn) ?? this.make(arn);
    this.made.set(arn, known);
    return known;
  }

  private async make(arn: string): Promise<Certificate> {
    const folder = mkdtempSync(join(tmpdir(), "maintenance-certificate-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const names = ["DNS:localhost", "IP:127.0.0.1", ...this.addresses.map((address) => `IP:${address}`)];
    try {
      await promisify(execFile)("openssl", [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-days", "2", "-subj", `/CN=${arn.slice(-36)}`, "-addext", `subjectAltName=${names.join(",")}`],
        ...["-keyout", key, "-out", cert],
      ]);
      return { key: readFileSync(key), cert: readFileSync(cert) };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

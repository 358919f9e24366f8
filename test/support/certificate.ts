/** Certificates of our own making. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Who is to believe it has to trust it by itself. @param names such as `DNS:localhost` */
export async function selfSigned(subject: string, names: readonly string[]): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), "maintenance-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    await promisify(execFile)("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-days", "2", "-subj", `/CN=${subject}`, "-addext", `subjectAltName=${names.join(",")}`],
      ...["-keyout", key, "-out", cert],
    ]);
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

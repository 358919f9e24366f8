/** The certificate for users: given by the person, or made here by a CA of this machine. */
import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { isIP } from "node:net";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi/errors";
import type { DockerSettings } from "../settings/schema";
import { SettingsError } from "../settings/settings";

export interface Certificate {
  /** PEM of the certificate and its chain: public. */
  readonly chain: string;
  readonly fingerprint: string;
  /** File of the private key; its content goes to the load balancer's volume and nowhere else. */
  readonly keyFile: string;
}

const folder = join(".state", "tls");
export const authorityFile = join(folder, "ca.crt");
const renewalDays = 30;

/** @throws RunError that names the setting and the fix. */
export function certificateFor(stack: string, docker: DockerSettings): Certificate {
  const { certificate = "", key = "" } = docker.tls === "given" ? docker : own(stack, docker);
  const faults = certificateFaults(certificate, key);
  if (faults.length > 0) throw new RunError(new SettingsError(faults).message);
  const chain = readFileSync(certificate, "utf8").trim();
  return { chain, fingerprint: new X509Certificate(chain).fingerprint256, keyFile: key };
}

/** What is wrong with the two files; each fault with its setting and what to do. */
export function certificateFaults(certificate: string, key: string, now = new Date()): string[] {
  const read = <T>(setting: string, file: string, kind: string, parse: (text: string) => T): T | string => {
    try {
      return parse(readFileSync(file, "utf8"));
    } catch (error) {
      const why =
        (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : `it holds no ${kind}`;
      return `docker/${setting}: should be a file with a ${kind} in PEM form, got "${file}": ${why}`;
    }
  };
  const found = read("certificate", certificate, "certificate", (text) => new X509Certificate(text));
  const secret = read("key", key, "private key without a passphrase", (text) => createPrivateKey(text));
  const faults = [found, secret].filter((each) => typeof each === "string");
  if (typeof found === "string") return faults;
  if (new Date(found.validTo) <= now) {
    faults.push(
      `docker/certificate: should be valid, got "${certificate}", which ended on ${found.validTo}: renew it`,
    );
  }
  if (typeof secret !== "string" && !found.checkPrivateKey(secret)) {
    faults.push(
      `docker/key: should be the key of docker/certificate, got "${key}", the key of another certificate`,
    );
  }
  return faults;
}

/** Made when it is missing, ends within a month, or lacks a name. */
function own(stack: string, { bind, names }: DockerSettings): { certificate: string; key: string } {
  const wanted = [
    ...new Set(["localhost", "127.0.0.1", hostname(), ...(bind === "0.0.0.0" ? [] : [bind]), ...names]),
  ];
  const files = { certificate: join(folder, `${stack}.crt`), key: join(folder, `${stack}.key`) };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = { certificate: authorityFile, key: join(folder, "ca.key") };
  if (!existsSync(authority.certificate)) makeAuthority(authority);
  if (!isGood(files.certificate, authority.certificate, wanted)) makeCertificate(authority, files, wanted);
  return files;
}

function isGood(file: string, authority: string, names: readonly string[]): boolean {
  if (!existsSync(file)) return false;
  const found = new X509Certificate(readFileSync(file));
  const soon = Date.now() + renewalDays * 86_400_000;
  return (
    found.verify(new X509Certificate(readFileSync(authority)).publicKey) &&
    Date.parse(found.validTo) > soon &&
    names.every((name) => (isIP(name) ? found.checkIP(name) : found.checkHost(name)) !== undefined)
  );
}

interface Files {
  readonly certificate: string;
  readonly key: string;
}

function makeAuthority(files: Files): void {
  openssl(
    files,
    [
      "[req]\nprompt = no\ndistinguished_name = dn\nx509_extensions = ca\n",
      `[dn]\nCN = Maintenance environment CA on ${hostname().slice(0, 30)}\n`,
      "[ca]\nbasicConstraints = critical, CA:TRUE, pathlen:0\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n",
    ],
    ["-days", "3650"],
  );
}

function makeCertificate(authority: Files, files: Files, names: readonly string[]): void {
  const list = names.map((name) => `${isIP(name) ? "IP" : "DNS"}:${name}`).join(", ");
  openssl(
    files,
    [
      "[req]\nprompt = no\ndistinguished_name = dn\nx509_extensions = leaf\n",
      "[dn]\nCN = maintenance-environment\n",
      `[leaf]\nbasicConstraints = critical, CA:FALSE\nkeyUsage = critical, digitalSignature\nextendedKeyUsage = serverAuth\nsubjectAltName = ${list}\n`,
    ],
    ["-days", "397", "-CA", authority.certificate, "-CAkey", authority.key],
  );
}

/** A new key and its certificate, put in place when both are there. */
function openssl(files: Files, config: readonly string[], options: readonly string[]): void {
  const work = mkdtempSync(join(tmpdir(), "maintenance-tls-"));
  try {
    const [key, certificate, settings] = ["key", "crt", "cnf"].map((name) => join(work, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(settings, config.join(""));
    const make = [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-sha256",
    ];
    execFileSync("openssl", [...make, "-config", settings, "-keyout", key, "-out", certificate, ...options], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    writeFileSync(`${files.key}.new`, readFileSync(key), { mode: 0o600 });
    chmodSync(`${files.key}.new`, 0o600);
    writeFileSync(`${files.certificate}.new`, readFileSync(certificate), { mode: 0o644 });
    renameSync(`${files.key}.new`, files.key);
    renameSync(`${files.certificate}.new`, files.certificate);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new RunError(
      `docker/tls: own needs OpenSSL 3 to make a certificate, and ${missing ? "there is no openssl command: install it" : `it failed: ${(error as Error).message}`}; or set docker/tls to given`,
    );
  } finally {
    rmSync(work, { recursive: true });
  }
}

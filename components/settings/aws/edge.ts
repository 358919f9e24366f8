/** What users meet: name, certificate, firewall and load balancer. */
import * as v from "valibot";
import { flag, maybe, port, required, setting, should, text, whole } from "../rules";
import { bucketName, days, hostName, ranges } from "./values";

const firewall = v.strictObject({
  enabled: setting(flag, true, "requests pass a web application firewall (WAFv2) before the load balancer"),
  rateLimit: setting(
    whole(10, 2_000_000_000),
    10_000,
    "requests of one address in 5 minutes; further ones get 403",
  ),
  logDays: setting(days, 30, "days that records of refused and counted requests are kept"),
});

const accessLogs = v.strictObject({
  bucket: maybe(
    bucketName,
    "S3 bucket of the load balancer's access logs, writable for it; absent: one is made",
  ),
  days: setting(whole(1, 3_650), 90, "days that the bucket which is made keeps them"),
});

const zoneId = /^Z[A-Z0-9]{7,31}$/;
const zone = v.union([text("", zoneId), hostName], should("the name or the id of a hosted zone"));

export const edge = v.strictObject({
  domain: required(hostName, "the name that users ask for; the certificate is for it"),
  zone: maybe(
    zone,
    "Route 53 hosted zone, by name or id, for the records of domain and certificate; absent: records are yours",
  ),
  certificate: maybe(
    text("the ARN of an ACM certificate", /^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[\w-]+$/),
    "certificate of the HTTPS listener; absent: one is made, and proven in the zone",
  ),
  tlsPolicy: setting(
    text(
      "the name of a TLS policy that knows TLS 1.2 or later only",
      /^ELBSecurityPolicy-TLS13-1-[23]-[\w-]+$/,
    ),
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "which TLS versions and ciphers users may use",
  ),
  firewall: v.optional(firewall, {}),
  previewPort: setting(port, 8443, "port of the preview route, which reaches the idle colour"),
  previewFrom: required(ranges(1), "who may reach the preview route, whoever runs pulumi among them"),
  accessLogs: v.optional(accessLogs, {}),
  deregistrationDelay: setting(
    whole(0, 3_600),
    30,
    "seconds that requests to pods that leave the load balancer may take to finish",
  ),
  deletionProtection: setting(
    flag,
    true,
    "AWS refuses to delete the load balancer, and its access logs are not deleted with their bucket",
  ),
});

export type EdgeSettings = v.InferOutput<typeof edge>;
type Given = v.InferInput<typeof edge>;

/** Whether a zone is named by its id, which nothing has to be asked for. */
export function isZoneId(zone: string): boolean {
  return zoneId.test(zone);
}

/** What each setting alone cannot say. */
export function edgeContradictions(raw: Given): string[] {
  const { domain, zone, certificate, previewPort, accessLogs = {} } = raw;
  const faults: string[] = [];
  if (certificate === undefined && zone === undefined) {
    faults.push(
      "aws/edge/certificate: should be the ARN of an ACM certificate, since no aws/edge/zone is named in which one could be proven, got nothing: give one of both",
    );
  }
  if (zone !== undefined && !isZoneId(zone) && !isWithin(domain, zone)) {
    faults.push(
      `aws/edge/domain: should be a name in the hosted zone "${zone}" of aws/edge/zone, got "${domain}": change one of both`,
    );
  }
  if (previewPort === 80 || previewPort === 443) {
    faults.push(`aws/edge/previewPort: should be none of the users' ports 80 and 443, got ${previewPort}`);
  }
  if (accessLogs.bucket !== undefined && accessLogs.days !== undefined) {
    faults.push(
      `aws/edge/accessLogs/days: should not be there together with a bucket of yours, got ${accessLogs.days}: its own rules say how long it keeps them`,
    );
  }
  return faults;
}

function isWithin(domain: string, zone: string): boolean {
  const bare = (name: string) => name.replace(/\.$/, "").toLowerCase();
  return bare(domain) === bare(zone) || bare(domain).endsWith(`.${bare(zone)}`);
}

/** Which action of IAM a request is, whatever the protocol of its service: what a policy would have to allow. */
import type { IncomingHttpHeaders } from "node:http";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Whose key a request is signed with, and for which region and service. */
export function signedIn(headers: IncomingHttpHeaders) {
  const scope = /Credential=([^/]*)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "");
  const [, by, region, service] = scope ?? [];
  return { by, region, service };
}

/** @throws for one that is not known; @returns nothing for one that nobody signed */
export function actionIn(asked: Asked): string | undefined {
  const { service } = signedIn(asked.headers);
  if (service === undefined) return undefined;
  const target = asked.headers["x-amz-target"];
  const name =
    typeof target === "string"
      ? target.split(".").at(-1)
      : (new URLSearchParams(asked.body).get("Action") ?? byPath(service, asked));
  if (!name) throw new Error(`which action is ${service} ${asked.method} ${asked.url}?`);
  return `${prefixes[service] ?? service}:${name}`;
}

/** Where IAM calls a service otherwise than its signatures do. */
const prefixes: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

function byPath(service: string, { method, url }: Asked): string | undefined {
  const { pathname, searchParams } = new URL(url, "http://front");
  if (service === "route53")
    return inZones[`${method} ${pathname.replace(/^\/[\d-]+\/|\/$/g, "").replace(/(?<=^\w+\/)[^/]+/, "ID")}`];
  if (service !== "s3") return undefined;
  if (pathname.split("/").filter((part) => part !== "").length > 1) return ofObjects[method];
  const about = Object.keys(ofBuckets).find((name) => searchParams.has(name));
  return ofBuckets[about ?? "itself"]?.[method];
}

const inZones: Readonly<Record<string, string>> = {
  "GET change/ID": "GetChange",
  "GET hostedzone": "ListHostedZones",
  "GET hostedzone/ID": "GetHostedZone",
  "GET hostedzone/ID/rrset": "ListResourceRecordSets",
  "POST hostedzone": "CreateHostedZone",
  "POST hostedzone/ID/rrset": "ChangeResourceRecordSets",
};

const ofObjects: Readonly<Record<string, string>> = {
  DELETE: "DeleteObject",
  GET: "GetObject",
  HEAD: "GetObject",
  PUT: "PutObject",
};

/** By what of a bucket is asked for; taking a part away is an action of its own for a policy only. */
const part = (name: string, taken = `Put${name}`) => ({
  GET: `Get${name}`,
  PUT: `Put${name}`,
  DELETE: taken,
});
const ofBuckets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  delete: { POST: "DeleteObject" },
  encryption: part("EncryptionConfiguration"),
  lifecycle: part("LifecycleConfiguration"),
  policy: part("BucketPolicy", "DeleteBucketPolicy"),
  publicAccessBlock: part("BucketPublicAccessBlock"),
  tagging: part("BucketTagging"),
  itself: { DELETE: "DeleteBucket", GET: "ListBucket", HEAD: "ListBucket", PUT: "CreateBucket" },
};

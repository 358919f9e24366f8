/** What users meet: name, certificate and load balancer. */
import * as v from "valibot";
import { maybe, port, required, setting, text, whole } from "../rules";
import { hostName, ranges } from "./values";

export const edge = v.strictObject({
  domain: required(hostName, "the name that users ask for; the certificate is for it"),
  certificate: required(
    text("the ARN of an ACM certificate", /^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[\w-]+$/),
    "certificate of the HTTPS listener",
  ),
  tlsPolicy: setting(
    text(
      "the name of a TLS policy that knows TLS 1.2 or later only",
      /^ELBSecurityPolicy-TLS13-1-[23]-[\w-]+$/,
    ),
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "which TLS versions and ciphers users may use",
  ),
  previewPort: setting(port, 8443, "port of the preview route, which reaches the idle colour"),
  previewFrom: required(ranges(1), "who may reach the preview route, whoever runs pulumi among them"),
  accessLogs: maybe(
    text("a bucket name", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    "S3 bucket of the load balancer's access logs, writable for it; absent: none are kept",
  ),
  deregistrationDelay: setting(
    whole(0, 3_600),
    30,
    "seconds that requests to pods that leave the load balancer may take to finish",
  ),
});

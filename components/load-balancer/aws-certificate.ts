/** The name that users ask for, and the certificate that is for it. */
import * as aws from "../aws/services";
import type * as pulumi from "@pulumi/pulumi";
import { type EdgeSettings, isZoneId } from "../settings/aws/edge";

/** @returns the id of the hosted zone, when there is one. */
export function zoneIdOf(
  { zone }: EdgeSettings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> | undefined {
  if (zone === undefined || isZoneId(zone)) return zone;
  return aws.route53.getZoneOutput({ name: zone, privateZone: false }, { parent: opts.parent }).zoneId;
}

/** The ARN of a certificate that is there, or of one that is made: known only once AWS has seen its proof. */
export function createCertificate(
  { domain, certificate: given }: EdgeSettings,
  zoneId: pulumi.Input<string> | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
  if (given !== undefined || zoneId === undefined) return given ?? ""; // settings ask for one of both
  const certificate = new aws.acm.Certificate(
    "certificate",
    { domainName: domain, validationMethod: "DNS" },
    opts,
  );
  const asked = (what: keyof aws.types.output.acm.CertificateDomainValidationOption) =>
    certificate.domainValidationOptions.apply(([option]) => {
      if (!option)
        throw new Error(
          `aws/edge/domain: AWS names no record that would prove a certificate for ${domain}: run again, or name a certificate that is there in aws/edge/certificate`,
        );
      return option[what];
    });
  const proof = new aws.route53.Record(
    "certificate-proof",
    {
      zoneId,
      name: asked("resourceRecordName"),
      type: asked("resourceRecordType"),
      records: [asked("resourceRecordValue")],
      ttl: 300,
      // AWS asks an account for the same record every time: one that is left over is the right one.
      allowOverwrite: true,
    },
    opts,
  );
  const proven = new aws.acm.CertificateValidation(
    "certificate-proven",
    { certificateArn: certificate.arn, validationRecordFqdns: [proof.fqdn] },
    opts,
  );
  return proven.certificateArn;
}

/** Leads the domain to the load balancer. */
export function createAlias(
  { domain }: EdgeSettings,
  zoneId: pulumi.Input<string>,
  { dnsName, zoneId: ofLoadBalancer }: aws.lb.LoadBalancer,
  opts: pulumi.CustomResourceOptions,
): aws.route53.Record {
  return new aws.route53.Record(
    "domain",
    {
      zoneId,
      name: domain,
      type: "A",
      // With it Route 53 would look at all groups, and one without targets, the idle colour's, could take the name away.
      aliases: [{ name: dnsName, zoneId: ofLoadBalancer, evaluateTargetHealth: false }],
    },
    opts,
  );
}

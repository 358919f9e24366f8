/** aws.acm.Certificate that Amazon issues, proven by DNS, and aws.acm.CertificateValidation. */
import {
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import { ListHostedZonesCommand, ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { until } from "../../../../components/until";
import type { Aws } from "./clients";
import { type Kind, made, text, unlessGone } from "./kind";
import { difference, listed, tagsIn } from "./tags";

async function found({ acm }: Aws, CertificateArn: string) {
  const asked = acm.send(new DescribeCertificateCommand({ CertificateArn }));
  return (await unlessGone(asked, "ResourceNotFound"))?.Certificate;
}

export const certificate: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/acm/certificate; acm API_RequestCertificate.html",
  fields: {
    domainName: { is: "text", longest: 253, required: true, replaces: true },
    tags: { is: "tags" },
    validationMethod: { is: "text", oneOf: ["DNS"], required: true, replaces: true },
  },
  computed: ["arn", "domainValidationOptions", "status", "tagsAll"],

  async create({ acm }, inputs) {
    const { CertificateArn } = await acm.send(
      new RequestCertificateCommand({
        DomainName: text(inputs, "domainName"),
        ValidationMethod: "DNS",
        Tags: listed(inputs),
      }),
    );
    return made(CertificateArn);
  },

  async read(aws, arn) {
    const certificate = await found(aws, arn);
    if (!certificate) return undefined;
    const { Tags = [] } = await aws.acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn }));
    return {
      arn,
      domainName: certificate.DomainName,
      domainValidationOptions: certificate.DomainValidationOptions?.map(({ DomainName, ResourceRecord }) => ({
        domainName: DomainName,
        resourceRecordName: ResourceRecord?.Name,
        resourceRecordType: ResourceRecord?.Type,
        resourceRecordValue: ResourceRecord?.Value,
      })),
      status: certificate.Status,
      tags: tagsIn(Tags),
      validationMethod: "DNS",
    };
  },

  async update({ acm }, CertificateArn, inputs, before) {
    const { gone, set } = difference(inputs, before);
    const Tags = gone.map((Key) => ({ Key }));
    if (gone.length > 0) await acm.send(new RemoveTagsFromCertificateCommand({ CertificateArn, Tags }));
    if (set.length > 0) await acm.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: set }));
  },

  async delete({ acm }, CertificateArn) {
    await unlessGone(acm.send(new DeleteCertificateCommand({ CertificateArn })), "ResourceNotFound");
  },
};

/** Amazon issues a certificate when it finds the record: acm/latest/userguide/dns-validation.html */
async function isProven(aws: Aws, arn: string): Promise<boolean> {
  const wanted = (await found(aws, arn))?.DomainValidationOptions?.map(
    ({ ResourceRecord }) => ResourceRecord,
  );
  const { HostedZones = [] } = await aws.route53.send(new ListHostedZonesCommand({}));
  const asked = HostedZones.map(({ Id }) =>
    aws.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id })),
  );
  const records = (await Promise.all(asked)).flatMap(({ ResourceRecordSets = [] }) => ResourceRecordSets);
  return (wanted ?? []).every((one) =>
    records.some(
      ({ Name, Type, ResourceRecords = [] }) =>
        Name === one?.Name && Type === one?.Type && ResourceRecords.some(({ Value }) => Value === one?.Value),
    ),
  );
}

export const certificateValidation: Kind = {
  source: "www.pulumi.com/registry/packages/aws/api-docs/acm/certificatevalidation",
  fields: {
    certificateArn: { is: "text", required: true, replaces: true },
    validationRecordFqdns: { is: "texts", isSet: true, replaces: true },
  },
  computed: [],

  /** A wait, and nothing that is there. */
  async create(aws, inputs) {
    const arn = text(inputs, "certificateArn") ?? "";
    if (!(await isProven(aws, arn))) {
      throw new Error(`${arn}: no hosted zone has the record that proves it, so it would never be issued`);
    }
    const isIssued = async () => (await found(aws, arn))?.Status === "ISSUED";
    await until(isIssued, `${arn} to be issued`, { intervalMs: 100 });
    return arn;
  },

  async read(aws, arn) {
    const certificate = await found(aws, arn);
    if (certificate?.Status !== "ISSUED") return undefined;
    const names = certificate.DomainValidationOptions?.map(
      ({ ResourceRecord }) => ResourceRecord?.Name ?? "",
    );
    return {
      certificateArn: arn,
      validationRecordFqdns: names?.map((name) => name.replace(/\.$/, "")).sort(),
    };
  },

  update: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};

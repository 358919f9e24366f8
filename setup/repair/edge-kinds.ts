/** What users meet: load balancer, certificate, records, firewall, access logs. */
import { ListCertificatesCommand, ListTagsForCertificateCommand } from "@aws-sdk/client-acm";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ListWebACLsCommand, type Scope } from "@aws-sdk/client-wafv2";
import { again, asked, found, foundAs, type Inputs, type Kind, named, text, unlessGone } from "./kind";

const nameOf = named((inputs) => text(inputs, "name"));
const bucket = named((inputs) => text(inputs, "bucket"));

function hasAll(tags: readonly { Key?: string; Value?: string }[], inputs: Inputs): boolean {
  const wanted = Object.entries((inputs.tags ?? {}) as Record<string, string>);
  return wanted.every(([key, value]) => tags.some(({ Key, Value }) => Key === key && Value === value));
}

export const edgeKinds: Readonly<Record<string, Kind>> = {
  "aws:lb/loadBalancer:LoadBalancer": asked(async ({ elb }, inputs) => {
    const asking = elb.send(new DescribeLoadBalancersCommand({ Names: [text(inputs, "name")] }));
    const { LoadBalancers = [] } = (await unlessGone(asking, "LoadBalancerNotFoundException")) ?? {};
    return LoadBalancers.flatMap(({ LoadBalancerArn, State }) =>
      foundAs(LoadBalancerArn, State?.Code, "active"),
    );
  }),
  "aws:lb/targetGroup:TargetGroup": asked(async ({ elb }, inputs) => {
    const asking = elb.send(new DescribeTargetGroupsCommand({ Names: [text(inputs, "name")] }));
    const { TargetGroups = [] } = (await unlessGone(asking, "TargetGroupNotFoundException")) ?? {};
    return found(...TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn));
  }),
  // A port has one listener, a listener one rule of a priority.
  "aws:lb/listener:Listener": asked(async ({ elb }, inputs) => {
    const LoadBalancerArn = text(inputs, "loadBalancerArn");
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    return found(
      ...Listeners.filter(({ Port }) => Port === inputs.port).map(({ ListenerArn }) => ListenerArn),
    );
  }),
  "aws:lb/listenerRule:ListenerRule": asked(async ({ elb }, inputs) => {
    const { Rules = [] } = await elb.send(
      new DescribeRulesCommand({ ListenerArn: text(inputs, "listenerArn") }),
    );
    return found(
      ...Rules.filter(({ Priority }) => Priority === String(inputs.priority)).map(({ RuleArn }) => RuleArn),
    );
  }),

  "aws:acm/certificate:Certificate": asked(async ({ acm }, inputs) => {
    const { CertificateSummaryList = [] } = await acm.send(new ListCertificatesCommand({ MaxItems: 1000 }));
    const same = CertificateSummaryList.filter(({ DomainName }) => DomainName === inputs.domainName);
    const ours = same.map(async ({ CertificateArn }) => {
      const { Tags = [] } = await acm.send(new ListTagsForCertificateCommand({ CertificateArn }));
      return hasAll(Tags, inputs) ? CertificateArn : undefined;
    });
    return found(...(await Promise.all(ours)));
  }),
  // It waits for AWS, and makes nothing.
  "aws:acm/certificateValidation:CertificateValidation": again,
  "aws:route53/record:Record": named(
    (inputs) =>
      `${text(inputs, "zoneId")}_${text(inputs, "name").replace(/\.$/, "")}_${text(inputs, "type")}`,
  ),

  "aws:wafv2/webAcl:WebAcl": asked(async ({ waf }, inputs) => {
    const { WebACLs = [] } = await waf.send(
      new ListWebACLsCommand({ Scope: text(inputs, "scope") as Scope, Limit: 100 }),
    );
    return found(...WebACLs.filter(({ Name }) => Name === inputs.name).map(({ Id }) => Id));
  }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": again,
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": again,
  "aws:cloudwatch/logGroup:LogGroup": nameOf,

  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": again,
  "aws:s3/bucketPolicy:BucketPolicy": again,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": again,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": again,
};

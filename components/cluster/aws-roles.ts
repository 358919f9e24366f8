/** Roles of the cluster's parts, each for one service and with the policies that AWS keeps for it. */
import * as aws from "../aws/services";
import * as pulumi from "@pulumi/pulumi";
import { type Place, roleArgs } from "../aws/context";

/** @returns its ARN, once it may what it should. */
export function createRole(
  place: Place,
  name: string,
  trust: pulumi.Input<string>,
  policies: readonly string[],
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const role = new aws.iam.Role(name, { ...roleArgs(place), assumeRolePolicy: trust }, opts);
  const attached = policies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy.split("/").at(-1)}`,
        { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
        opts,
      ),
  );
  return pulumi.all([role.arn, pulumi.all(attached.map(({ id }) => id))]).apply(([arn]) => arn);
}

/** A part of EKS itself, or its nodes. */
export function trustOf(service: "eks" | "ec2"): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" },
    ],
  });
}

/** Pods of this cluster, and of no other in the account. */
export function trustOfPods({ arn }: aws.eks.Cluster): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: { ArnEquals: { "aws:SourceArn": arn } },
      },
    ],
  });
}

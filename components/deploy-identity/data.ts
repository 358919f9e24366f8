/** What a deploy does to PostgreSQL, Redis, their passwords and the images. Nothing here deletes what holds data. */
import { arn, type Deployed, nameOf, ours, oursToTag } from "./place";
import type { Policy, Statement } from "./policy";

export function dataPolicy(place: Deployed): Policy {
  return {
    name: "data",
    statements: [...postgres(place), ...redis(place), ...secrets(place), ...images(place)],
  };
}

function postgres(place: Deployed): Statement[] {
  const name = nameOf(place);
  const rds = (...resources: string[]) => resources.map((resource) => arn(place, "rds", resource));
  return [
    {
      sid: "Database",
      why: "makes and changes the database; deleting it is an administrator's",
      actions: [
        "rds:AddTagsToResource",
        "rds:CreateDBInstance",
        "rds:CreateDBParameterGroup",
        "rds:CreateDBSubnetGroup",
        "rds:ModifyDBInstance",
        "rds:ModifyDBParameterGroup",
        "rds:ModifyDBSubnetGroup",
        "rds:RemoveTagsFromResource",
        "rds:ResetDBParameterGroup",
      ],
      on: rds(`db:${name}`, `pg:${name}-*`, `subgrp:${name}-*`, "og:default:*"),
    },
    {
      sid: "DatabaseGroups",
      why: "another major version has parameters of its own; AWS deletes none that is in use",
      actions: ["rds:DeleteDBParameterGroup", "rds:DeleteDBSubnetGroup"],
      on: rds(`pg:${name}-*`, `subgrp:${name}-*`),
    },
    {
      sid: "SnapshotsBeforeMigrations",
      why: "one before each migration, of which the newest stay; the last one, of a deleted database, is not among them",
      actions: ["rds:AddTagsToResource", "rds:CreateDBSnapshot", "rds:DeleteDBSnapshot"],
      on: rds(`snapshot:${name}-*-before-*`),
    },
    {
      sid: "SnapshotOf",
      why: "the database that it is of",
      actions: ["rds:CreateDBSnapshot"],
      on: rds(`db:${name}`),
    },
  ];
}

function redis(place: Deployed): Statement[] {
  const name = nameOf(place);
  const cache = (...resources: string[]) => resources.map((one) => arn(place, "elasticache", one));
  return [
    {
      sid: "Cache",
      why: "makes and changes Redis; deleting it is an administrator's",
      actions: [
        "elasticache:AddTagsToResource",
        "elasticache:CreateCacheSubnetGroup",
        "elasticache:CreateReplicationGroup",
        "elasticache:DecreaseReplicaCount",
        "elasticache:IncreaseReplicaCount",
        "elasticache:ModifyCacheSubnetGroup",
        "elasticache:ModifyReplicationGroup",
        "elasticache:RemoveTagsFromResource",
      ],
      on: cache(
        `cluster:${name}-*`,
        `replicationgroup:${name}`,
        `subnetgroup:${name}-*`,
        "parametergroup:default.redis7",
      ),
    },
    {
      sid: "CacheGroups",
      why: "AWS deletes none that is in use",
      actions: ["elasticache:DeleteCacheSubnetGroup"],
      on: cache(`subnetgroup:${name}-*`),
    },
  ];
}

function secrets(place: Deployed): Statement[] {
  const keys = [arn(place, "kms", "key/*")];
  const through = ["elasticache", "rds", "secretsmanager"].map(
    (service) => `${service}.${place.region}.amazonaws.com`,
  );
  return [
    {
      sid: "Passwords",
      why: "passwords that AWS makes up; deleting them is an administrator's",
      actions: [
        "secretsmanager:CreateSecret",
        "secretsmanager:PutSecretValue",
        "secretsmanager:TagResource",
        "secretsmanager:UntagResource",
        "secretsmanager:UpdateSecret",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      on: [arn(place, "secretsmanager", `secret:${nameOf(place)}-*`)],
    },
    {
      sid: "Keys",
      why: "changes of keys; making and deleting them is an administrator's",
      actions: [
        "kms:DisableKeyRotation",
        "kms:EnableKeyRotation",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateKeyDescription",
      ],
      on: keys,
      when: oursToTag(place),
    },
    {
      sid: "EncryptThrough",
      why: "the services that keep something encrypt it in the name of whoever asks them to",
      actions: ["kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
      on: keys,
      when: { StringEquals: { ...ours(place).StringEquals, "kms:ViaService": through } },
    },
    {
      sid: "LendKeys",
      why: "database, cache, snapshots and cluster use the key from then on; lent to services of AWS only",
      actions: ["kms:CreateGrant"],
      on: keys,
      when: { ...ours(place), Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

function images(place: Deployed): Statement[] {
  if (place.repositories.length === 0) return [];
  return [
    {
      sid: "Repositories",
      why: "repositories of the images and how long these are kept; neither pushing nor deleting",
      actions: [
        "ecr:CreateRepository",
        "ecr:DeleteLifecyclePolicy",
        "ecr:PutImageScanningConfiguration",
        "ecr:PutImageTagMutability",
        "ecr:PutLifecyclePolicy",
        "ecr:TagResource",
        "ecr:UntagResource",
      ],
      on: place.repositories.map((name) => arn(place, "ecr", `repository/${name}`)),
    },
  ];
}

/** Settings of `platform: aws`, a section for each part of it. */
import * as v from "valibot";
import { maybe, oneOf, required, setting, text, whole } from "../rules";
import { cluster } from "./cluster";
import { postgres, redis } from "./data";
import { edge, edgeContradictions } from "./edge";
import { network, networkContradictions } from "./network";

export const aws = v.strictObject({
  region: required(text("a region such as eu-central-1", /^[a-z]{2}(-[a-z]+)+-[0-9]$/), "the AWS region"),
  account: maybe(
    text("an account number of 12 digits, in quotes", /^[0-9]{12}$/),
    "the only account this may touch",
  ),
  network,
  edge,
  cluster,
  postgres,
  redis,
  idle: setting(
    oneOf(["full", "small"]),
    "full",
    "the colour without weight keeps all its pods, or one of each kind; a run scales it back before its gate",
  ),
  maxReplicas: setting(whole(1, 100), 6, "pods of each kind that a colour may grow to under load"),
});

/** Of each section that is right in itself. */
export function awsContradictions(raw: unknown): string[] {
  const given = (raw ?? {}) as Readonly<Record<string, unknown>>;
  return [
    ...(v.is(network, given.network) ? networkContradictions(given.network) : []),
    ...(v.is(edge, given.edge) ? edgeContradictions(given.edge) : []),
  ];
}

/** A key of its own for each thing that is kept encrypted, so that each can be withdrawn by itself. */
import * as aws from "./services";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "./context";
import { environmentName } from "./names";

/** @param of what is encrypted with it: `postgres` */
export function createKey(place: Place, of: string, opts: pulumi.CustomResourceOptions): aws.kms.Key {
  const name = `${environmentName(place)}-${of}`;
  const key = new aws.kms.Key(
    `${of}-key`,
    // What was encrypted with it is lost for ever once it is gone: a month to notice.
    { description: name, enableKeyRotation: true, deletionWindowInDays: 30 },
    opts,
  );
  // The name is free for the next life of the environment, also where the key stays.
  const named = { ...opts, retainOnDelete: false };
  new aws.kms.Alias(`${of}-key-name`, { name: `alias/${name}`, targetKeyId: key.id }, named);
  return key;
}

/** Passwords that AWS makes up and keeps, with a name that tells whose they are. */
import * as aws from "./services";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./context";
import { environmentName } from "./names";

/**
 * Made once. Letters and digits: every program takes them, whatever it puts a password into.
 * @param of whose it is: `postgres`
 * @returns itself, a secret
 */
export function createPassword(
  place: Place,
  of: string,
  key: aws.kms.Key,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const secret = new aws.secretsmanager.Secret(
    `${of}-password`,
    { description: `${environmentName(place)}: password of ${of}`, kmsKeyId: key.arn },
    opts,
  );
  const made = aws.secretsmanager.getRandomPasswordOutput(
    { passwordLength: 40, excludePunctuation: true },
    { parent: opts.parent },
  );
  const value = new aws.secretsmanager.SecretVersion(
    `${of}-password-value`,
    { secretId: secret.id, secretString: pulumi.secret(made.randomPassword) },
    // Each run is offered another one.
    { ...opts, ignoreChanges: ["secretString"] },
  );
  return pulumi.secret(value.secretString.apply((password) => password ?? ""));
}

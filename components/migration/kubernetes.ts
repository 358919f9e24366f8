import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { backendPod } from "../backend/kubernetes";
import { nameIn } from "../colour-names";
import { wholeSeconds } from "../duration";
import { frozen } from "../frozen/definition";
import { inNamespace, metadata } from "../kubernetes/context";
import * as kubernetes from "../kubernetes/kinds";
import { meantAnnotations } from "../kubernetes/meant";
import { labelsOf } from "../kubernetes/names";
import { createPasswords } from "../kubernetes/passwords";
import { meantOfPods, type PodSpec, podTemplate } from "../kubernetes/pod";
import type { ColourArgs, Foundations } from "../platform";

const role = "migration";

/** The image's own migration, run once when the version moves; and the passwords that it and the backends read. */
export function createMigration(
  context: AwsContext,
  args: ColourArgs & Foundations,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { settings, kubernetes: cluster } = context;
  const values = {
    postgres: args.postgres.password,
    redis: args.redis.password,
  };
  const passwords = createPasswords(cluster, args, values, opts);
  if (settings.backend.migrate.length === 0) return [passwords];
  const name = nameIn(args.colour, args.version, role);
  const seconds = wholeSeconds(settings.backend.migrationTimeout);
  const pod = migrationPod(context, args);
  const { metadata: ofPods, spec } = podTemplate(pod);
  // One that failed is made again by the next run; otherwise it would stay failed for ever.
  const annotations = { "pulumi.com/replaceUnready": "true", ...meantAnnotations(meantOfPods(pod)) };
  const job = new kubernetes.Job(
    name,
    {
      metadata: metadata(cluster, name, labelsOf({ ...args, role }), annotations),
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: seconds,
        template: {
          metadata: ofPods,
          spec: pulumi.output(spec).apply((of) => ({ ...of, restartPolicy: "Never" }) as never),
        },
      },
    },
    {
      ...pulumi.mergeOptions(inNamespace(cluster, opts), { dependsOn: passwords }),
      ...frozen(false),
      // Both are called alike.
      deleteBeforeReplace: true,
      customTimeouts: { create: `${seconds + 30}s` },
    },
  );
  return [passwords, job];
}

/** As the backends run, but once, and nobody asks it anything. */
export function migrationPod(context: AwsContext, args: ColourArgs & Foundations): PodSpec {
  return {
    ...backendPod(context, args),
    role,
    args: context.settings.backend.migrate,
    port: undefined,
    probes: undefined,
  };
}

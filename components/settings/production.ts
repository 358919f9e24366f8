/** What an environment on AWS must have once `aws/production` is true; nothing of it is asked elsewhere. Pure. */
import * as v from "valibot";
import { type Colour, colours } from "../colour";
import { parseVersion } from "../version";
import { schema } from "./schema";

/** What the stack file says besides its values. */
export interface About {
  readonly stack: string;
  /** Whether something in a section is encrypted. */
  isSecret(section: string): boolean;
  /** Other stacks run the colours: until one does, there is no version to serve users with. */
  readonly coloursElsewhere?: boolean;
}

type Raw = Readonly<Record<string, unknown>>;

const productionStack = /^prod(uction)?$/i;

/** Of the sections that are right in themselves. */
export function productionFaults(raw: Raw, about: About): string[] {
  const given = (raw.aws ?? {}) as Raw;
  if (raw.platform !== "aws") return [];
  if (productionStack.test(about.stack) && given.production === undefined) {
    return [
      `aws/production: should be stated in a stack called ${about.stack}, got nothing: true refuses what production must not have, false takes the stack for another one`,
    ];
  }
  if (given.production !== true) return [];
  const { release, frontend, backend, notices, aws } = schema.entries;
  return [
    ...ofValid(release, raw.release, movingVersions),
    ...ofValid(frontend, raw.frontend, (settings) => tooFew("frontend", settings)),
    ...ofValid(frontend, raw.frontend, ({ tag }) => movingTag("frontend/tag", tag)),
    ...ofValid(backend, raw.backend, (settings) => tooFew("backend", settings)),
    ...ofValid(aws, raw.aws, (settings) => (settings ? unprotected(settings) : [])),
    ...ofValid(aws, raw.aws, (settings) => (settings ? inClear(settings, about) : [])),
    ...ofValid(notices, raw.notices ?? {}, (settings) => noticesInClear(settings, about)),
    ...(given.idle === undefined
      ? [
          "aws/idle: should be stated in production, got nothing: full for a rollback in seconds at twice the pods, small for one pod of each kind",
        ]
      : []),
  ];
}

function ofValid<S extends v.GenericSchema>(
  section: S,
  raw: unknown,
  faults: (settings: v.InferOutput<S>) => string[],
): string[] {
  const parsed = v.safeParse(section, raw);
  return parsed.success ? faults(parsed.output) : [];
}

function movingVersions(release: Readonly<Partial<Record<Colour, string>>>): string[] {
  return colours.flatMap((colour) => {
    const version = release[colour];
    return movingTag(`release/${colour}`, version === undefined ? undefined : parseVersion(version).tag);
  });
}

/** A number of a release has two parts at least; a commit is named by 7 digits or more. */
const standing = /([0-9]+[._-][0-9]+)|([0-9a-f]{7})/;

function movingTag(key: string, tag: string | undefined): string[] {
  if (tag === undefined || standing.test(tag)) return [];
  return [
    `${key}: should be a tag that never moves in production, such as 1.4.2 or a commit, got "${tag}": name the release it stands for today`,
  ];
}

function tooFew(part: string, { replicas }: { readonly replicas: number }): string[] {
  if (replicas >= 2) return [];
  return [
    `${part}/replicas: should be 2 or more in production, got ${replicas}: one pod fails with its node`,
  ];
}

type Aws = NonNullable<v.InferOutput<typeof schema>["aws"]>;

function unprotected({ cluster, edge, postgres, redis, registry }: Aws): string[] {
  const wanted: [key: string, is: boolean, should: string, why: string][] = [
    ["edge/firewall/enabled", edge.firewall.enabled, "true", "nothing else refuses attacks"],
    ["edge/deletionProtection", edge.deletionProtection, "true", "one command would take the name away"],
  ];
  if ("plan" in cluster) {
    wanted.push([
      "cluster/deletionProtection",
      cluster.plan.deletionProtection,
      "true",
      "one command would delete all that runs",
    ]);
  }
  if (registry?.repositories === "made") {
    wanted.push([
      "registry/deletionProtection",
      registry.deletionProtection,
      "true",
      "a rollback would have no image",
    ]);
  }
  if (!postgres.existing) {
    wanted.push(
      [
        "postgres/deletionProtection",
        postgres.deletionProtection,
        "true",
        "one command would delete the data",
      ],
      ["postgres/standby", postgres.standby, "true", "the database would stand in one zone"],
      ["postgres/backupDays", postgres.backupDays >= 7, "7 or more", "a loss is often noticed days later"],
    );
  }
  if (!redis.existing) {
    wanted.push(
      ["redis/deletionProtection", redis.deletionProtection, "true", "one command would delete it"],
      ["redis/nodes", redis.nodes >= 2, "2 or more", "the cache would stand in one zone"],
    );
  }
  return wanted
    .filter(([, is]) => !is)
    .map(([key, , should, why]) => `aws/${key}: should be ${should} in production: ${why}`);
}

function inClear({ postgres, redis }: Aws, about: About): string[] {
  if (about.isSecret("aws")) return [];
  return Object.entries({ postgres, redis })
    .filter(([, { existing }]) => existing)
    .map(
      ([name]) =>
        `aws/${name}/existing/password: should be encrypted in production, got plain text: pulumi config set --secret --path maintenance:aws.${name}.existing.password`,
    );
}

function noticesInClear(addresses: Readonly<Record<string, string | undefined>>, about: About): string[] {
  if (about.isSecret("notices")) return [];
  return Object.entries(addresses)
    .filter(([, address]) => address !== undefined)
    .map(
      ([name]) =>
        `notices/${name}: should be encrypted in production, got plain text: pulumi config set --secret --path maintenance:notices.${name}`,
    );
}

/** The project's own resources by their type, and the module of each whose `provider` does the work. */
import type { EngineProvider } from "./provider";

/** Loaded one by one, when the engine first asks about one of that kind. */
const modules = {
  "index:FrozenDefinition": "../frozen/provider",
  "docker:Backup": "../backup/docker-provider",
  "docker:ConfigFile": "../load-balancer/config-file-provider",
  "docker:EngineCheck": "../docker/engine-check-provider",
  "docker:Gate": "../gate/docker-gate-provider",
  "docker:Guard": "../guard/docker-provider",
  "docker:Listener": "../load-balancer/listener-provider",
  "docker:Migration": "../migration/docker-provider",
  "docker:Settle": "../gate/docker-settle-provider",
  "docker:Start": "../docker/start-provider",
  "docker:Sweep": "../docker/sweep-provider",
  "docker:TargetGroup": "../load-balancer/target-group-provider",
  "docker:VolumeFiles": "../docker/files-provider",
  "aws:CommandCheck": "../cluster/command-check-provider",
  "aws:DatabaseRole": "../postgres/aws-role-provider",
  "aws:DestroyGuard": "../guard/aws-destroy-provider",
  "aws:Gate": "../gate/aws-gate-provider",
  "aws:Guard": "../guard/aws-provider",
  "aws:Settle": "../gate/aws-settle-provider",
  "aws:Snapshot": "../backup/aws-provider",
} as const;

export type Kind = keyof typeof modules;

export const kinds = Object.keys(modules) as Kind[];

/** As the engine writes it. */
export function typeOf(kind: Kind): string {
  return `maintenance:${kind}`;
}

/** What it was called in states of 0.1.0, when the SDK's provider of our own resources carried it. */
export function formerType(kind: Kind): string {
  return `pulumi-nodejs:maintenance:${kind.slice(kind.indexOf(":") + 1)}`;
}

/** @param type as the engine writes it: `maintenance:docker:Gate` */
export function providerOf(type: string): EngineProvider {
  const kind = type.slice(type.indexOf(":") + 1);
  if (!Object.hasOwn(modules, kind))
    throw new Error(
      `${type} is no resource of this version of the program: another version wrote the state, run that one`,
    );
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` finds no TypeScript here
  return (require(modules[kind as Kind]) as { provider: EngineProvider }).provider;
}

/** Containers that one step of a colour makes and removes, such as a migration's. */
import type Docker from "dockerode";
import type { Colour } from "../colour";
import type { DockerContext } from "./context";
import { type EngineScope, findContainers, labels, ownLabels } from "./engine";

/** Hardened like the containers that stay. */
export interface Helper {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  /** uid:gid of the process. */
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly network: string;
  /** Named volumes that it may only read, by the folder they are mounted on. */
  readonly files: Readonly<Record<string, string>>;
  /** Named volumes that it writes. */
  readonly volumes?: Readonly<Record<string, string>>;
  /** MiB. */
  readonly memory: number;
}

/** What the engine is asked for: no root, no capabilities, a read-only root, limits, bounded logs. */
export function helperOptions(helper: Helper): Docker.ContainerCreateOptions {
  const binds = (volumes: Helper["files"], mode: string) =>
    Object.entries(volumes).map(([folder, volume]) => `${volume}:${folder}:${mode}`);
  return {
    Image: helper.image,
    ...(helper.entrypoint ? { Entrypoint: [...helper.entrypoint] } : {}),
    Cmd: [...helper.command],
    User: helper.user,
    Env: Object.entries(helper.environment).map(([key, value]) => `${key}=${value}`),
    Labels: { ...helper.labels },
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      NetworkMode: helper.network,
      Binds: [...binds(helper.files, "ro"), ...binds(helper.volumes ?? {}, "rw")],
      ReadonlyRootfs: true,
      Tmpfs: { "/tmp": "rw,noexec,nosuid,mode=1777,size=32m" },
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: helper.memory * 1024 * 1024,
      PidsLimit: 256,
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "1" } },
    },
  };
}

export function helperLabels(
  context: DockerContext,
  role: string,
  { colour, version }: { readonly colour: Colour; readonly version: string },
): Record<string, string> {
  return {
    ...ownLabels(context),
    [labels.role]: role,
    [labels.passing]: "true",
    [labels.colour]: colour,
    [labels.version]: version,
  };
}

/** A killed run may have left one behind that still works; an exclusive one begins here. */
export async function removeHelpers(
  engine: Docker,
  scope: EngineScope,
  role: string,
  colour: Colour,
): Promise<void> {
  const left = await findContainers(engine, scope, { [labels.role]: role, [labels.colour]: colour });
  for (const { id } of left) await engine.getContainer(id).remove({ force: true, v: true });
}

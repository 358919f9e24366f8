/** What Pulumi starts a process for: asked for before the rest of the program is loaded (docs/decisions/0010-early-start.md). */
import type * as pulumi from "@pulumi/pulumi";
// Not the whole SDK, nor that of the Docker provider.
import { ProviderResource } from "@pulumi/pulumi/resource";
import { getStackResource } from "@pulumi/pulumi/runtime/stack";
import { version } from "@pulumi/docker/package.json";
import { EngineCheck } from "./engine-check";

export interface Started {
  readonly engineCheck: EngineCheck;
  readonly provider: ProviderResource;
}

/** What `docker.Provider` registers, without the rest of its package. */
class DockerProvider extends ProviderResource {
  constructor(host: string | undefined) {
    super("docker", "engine", { host: host ?? process.env.DOCKER_HOST }, { version });
  }
}

/** Returns when Pulumi has been asked for both: it then starts their processes, beside the loading of the rest. */
export async function startProviders(host: string | undefined): Promise<Started> {
  const started = {
    engineCheck: new EngineCheck(host),
    provider: new DockerProvider(host),
  };
  await promiseOf(getStackResource()?.urn);
  // The SDK sends a request some turns after it was asked for.
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  return started;
}

function promiseOf<T>(output: pulumi.Output<T> | undefined): Promise<T | undefined> {
  return new Promise((resolve) => (output ? output.apply(resolve) : resolve(undefined)));
}

/** What Pulumi starts a process for: asked for before the rest of the program is loaded (docs/decisions/0010-early-start.md). */
// Not the whole SDK, nor that of the Docker provider.
import { ProviderResource } from "@pulumi/pulumi/resource";
import { version } from "@pulumi/docker/package.json";
import { requested } from "../provider/requested";
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
  await requested();
  return started;
}

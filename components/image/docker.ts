import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerContext } from "../docker/context";
import { labels } from "../docker/engine";
import { frozen } from "../frozen/definition";
import { parseVersion } from "../version";
import { imageReference } from "./reference";

/** Name of the volume that remembers that a tag was once built here; the engine keeps it beside its images. */
export function builtMarker(reference: string): string {
  return `built-${reference.replace(/[^a-zA-Z0-9_.-]+/g, "-")}`;
}

/**
 * The images of versions. A tag that the engine does not have is built once, from the tree as it is at that moment
 * (or pulled, without a `build` folder), and kept: never rebuilt, never deleted by a release.
 */
export class DockerImages {
  private readonly made = new Map<string, pulumi.Resource[]>();

  constructor(private readonly context: DockerContext) {}

  of(version: string, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    const { frontend, backend } = this.context.settings;
    return [frontend, backend].flatMap((from) =>
      this.image(imageReference(from, version), from.build, version, opts),
    );
  }

  private image(
    name: string,
    folder: string | undefined,
    version: string,
    opts: pulumi.CustomResourceOptions,
  ) {
    const known = this.made.get(name);
    if (known) return known;
    const build = folder ? this.buildUnlessThere(name, folder, parseVersion(version).tag, opts) : undefined;
    const made: pulumi.Resource = new docker.RemoteImage(
      name.replace(/[^a-zA-Z0-9_.-]+/g, "-"),
      { name, build, keepLocally: true },
      { ...opts, ...frozen(false) },
    );
    const resources = folder ? [made, this.marker(name, { ...opts, dependsOn: [made] })] : [made];
    this.made.set(name, resources);
    return resources;
  }

  /** The build, or nothing when the engine has the tag already: then the provider takes what is there. */
  private buildUnlessThere(name: string, folder: string, tag: string, opts: pulumi.CustomResourceOptions) {
    const there = docker.getRemoteImage({ name }, { parent: opts.parent }).then(
      () => true,
      (error: unknown) => {
        if (/did not find|no such image/i.test((error as Error).message)) return false;
        throw error;
      },
    );
    return pulumi.output(there).apply((exists) =>
      exists
        ? undefined
        : {
            context: folder,
            buildArgs: { VERSION: tag },
            labels: { [labels.project]: this.context.project },
            // The provider's own builder builds on the engine of DOCKER_HOST or the local one, whatever its host is.
            useLegacyBuilder: this.context.settings.docker.host === undefined ? undefined : true,
          },
    ) as pulumi.Output<docker.types.input.RemoteImageBuild>;
  }

  private marker(reference: string, opts: pulumi.CustomResourceOptions): pulumi.Resource {
    const name = builtMarker(reference);
    return new docker.Volume(
      name,
      { name, labels: [{ label: labels.project, value: this.context.project }] },
      { ...opts, ...frozen(false), retainOnDelete: true },
    );
  }
}

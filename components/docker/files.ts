import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { type DockerContext, labelList } from "./context";
import { ownLabels } from "./engine";
import { OwnResource } from "../provider/resource";

/** Text with `{password}` where the content of a password file of this project belongs. */
export interface SecretText {
  readonly password: string;
  readonly text: string;
}

export interface FilesArgs {
  /** Later changes of the content are left for the next release; a volume that is new is filled all the same. */
  readonly frozen: boolean;
  /** Image of the containers that will mount the volume. */
  readonly image: string;
  /** Where the containers mount it: an empty volume takes the owner that the folder has in the image. */
  readonly folder: string;
  /** uid and gid that own the files; absent: root owns them and anyone in the container may read. */
  readonly owner?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, SecretText>>;
}

/** Plain inputs: a password is named by its file, so it is neither in the state nor in a preview. */
export interface FilesInputs extends Omit<FilesArgs, "frozen"> {
  readonly host?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly volume: string;
}

/**
 * A volume with files in it. Containers with a read-only root cannot be given files in another way: the Docker
 * provider's uploads go through the root, and paths of the host do not exist on a remote engine.
 */
export class VolumeFiles extends OwnResource {
  /** Name of the volume. */
  declare readonly volume: pulumi.Output<string>;
  /** Of the files, without their passwords: containers carry it, so that a change of content reaches them. */
  readonly contentHash: string;

  constructor(
    context: DockerContext,
    name: string,
    { frozen, ...args }: FilesArgs,
    opts: pulumi.CustomResourceOptions,
    /** A volume that is there already; absent: one of its own. */
    within?: pulumi.Output<string>,
  ) {
    const whose = ownLabels(context);
    const volume = within ?? newVolume(context, name, opts);
    super(
      "docker:VolumeFiles",
      `${name}-files`,
      { host: context.settings.docker.host, labels: whose, ...args, volume },
      frozen ? { ...opts, ignoreChanges: ["files", "secrets", "owner", "folder", "image"] } : opts,
    );
    this.contentHash = createHash("sha256").update(JSON.stringify(args)).digest("hex").slice(0, 12);
  }
}

function newVolume(
  context: DockerContext,
  name: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const labels = labelList(ownLabels(context));
  const volume = new docker.Volume(name, { labels }, { ...opts, ignoreChanges: ["*"] });
  context.kept.volumes.push(volume.name);
  return volume.name;
}

import type * as pulumi from "@pulumi/pulumi";
import { type Colour, colours } from "../colour";
import { type DockerContext, scopeOf } from "../docker/context";
import { ownLabels } from "../docker/engine";
import { OwnResource } from "../provider/resource";
import { builtMarker } from "../image/docker";
import { imageReference } from "../image/reference";
import type { GuardArgs } from "../platform";
import { databaseAccess, postgresContainer } from "../postgres/docker";
import type { DatabaseAccess } from "../postgres/server";
import type { Wish } from "./guard";
import type { WantedPort } from "./taken-ports";

export interface GuardInputs extends Wish {
  readonly host?: string;
  readonly network: string;
  readonly stack: string;
  /** Of everything of this environment. */
  readonly labels: Readonly<Record<string, string>>;
  /** Images of each colour, with the volume that remembers that one was built here. */
  readonly images: Partial<Record<Colour, readonly { reference: string; marker: string }[]>>;
  readonly backendImages: Partial<Record<Colour, string>>;
  readonly database: DatabaseAccess;
  /** Image of the database. */
  readonly postgres: string;
  readonly ports: readonly WantedPort[];
}

/** Refuses, in the preview already, what would break a promise; everything else depends on it. */
export class DockerGuard extends OwnResource {
  constructor(context: DockerContext, args: GuardArgs, opts: pulumi.CustomResourceOptions) {
    const { frontend, backend, docker } = context.settings;
    const references = (version: string) => [frontend, backend].map((from) => imageReference(from, version));
    const ofColours = <T>(make: (version: string) => T) =>
      Object.fromEntries(
        colours.flatMap((colour) => {
          const version = args.versions[colour];
          return version === undefined ? [] : [[colour, make(version)]];
        }),
      );
    super(
      "docker:Guard",
      "guard",
      {
        ...scopeOf(context),
        stack: context.stack,
        labels: ownLabels(context),
        ...args,
        images: ofColours((version) =>
          references(version).map((reference) => ({ reference, marker: builtMarker(reference) })),
        ),
        backendImages: ofColours((version) => imageReference(backend, version)),
        database: databaseAccess(context.settings),
        postgres: postgresContainer(context.settings.postgres).image,
        ports: [
          { setting: "docker/port", bind: docker.bind, port: docker.port },
          { setting: "docker/previewPort", bind: docker.bind, port: docker.previewPort },
          ...(docker.tls === "off"
            ? []
            : [{ setting: "docker/tlsPort", bind: docker.bind, port: docker.tlsPort }]),
        ],
      },
      opts,
    );
  }
}

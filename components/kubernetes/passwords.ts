import type * as pulumi from "@pulumi/pulumi";
import { nameIn } from "../colour-names";
import { secretFolders } from "../backend/told";
import { frozen } from "../frozen/definition";
import type { ColourArgs } from "../platform";
import { inNamespace, type KubernetesContext, metadata } from "./context";
import * as kubernetes from "./kinds";
import { labelsOf } from "./names";
import type { Files } from "./pod";

const role = "passwords";

/** What a version's pods sign in with, as files; a password that changes comes with the next version. */
export function createPasswords(
  context: KubernetesContext,
  args: ColourArgs,
  values: Readonly<Record<keyof typeof secretFolders, pulumi.Input<string>>>,
  opts: pulumi.CustomResourceOptions,
): kubernetes.Secret {
  const name = nameIn(args.colour, args.version, role);
  return new kubernetes.Secret(
    name,
    { metadata: metadata(context, name, labelsOf({ ...args, role })), stringData: values },
    { ...inNamespace(context, opts), ...frozen(false) },
  );
}

/** By the folders in which the application looks for them (docs/your-app.md). */
export function passwordFiles({ colour, version }: ColourArgs): Record<string, Files> {
  const name = nameIn(colour, version, role);
  return Object.fromEntries(
    Object.entries(secretFolders).map(([key, folder]) => [
      folder,
      { from: "secret", name, items: { [key]: "password" } },
    ]),
  );
}

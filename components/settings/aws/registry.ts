/** Where the images are: repositories that are made, or somebody else's. */
import * as v from "valibot";
import { ecrRepository } from "../../image/ecr";
import { flag, oneOf, setting, whole } from "../rules";

export const registry = v.strictObject({
  repositories: setting(
    oneOf(["made", "existing"]),
    "made",
    "of both images: made by this stack, or there already, as another stack of the account makes them",
  ),
  keep: setting(
    whole(10, 1_000),
    50,
    "newest versions of each image that stay in the repositories that are made; a rollback needs its image",
  ),
  deletionProtection: setting(flag, true, "pulumi does not delete the repositories, nor the images in them"),
});

export type RegistrySettings = v.InferOutput<typeof registry>;

/** What is made is in the registry of this account and region. */
export function registryContradictions(
  { account, region }: { readonly account?: string; readonly region: string },
  images: Readonly<Record<"frontend" | "backend", string>>,
): string[] {
  return Object.entries(images).flatMap(([part, image]) => {
    const found = ecrRepository(image);
    const isHere = found?.region === region && (account === undefined || found.account === account);
    if (isHere) return [];
    const wanted = `${account ?? "ACCOUNT"}.dkr.ecr.${region}.amazonaws.com/NAME`;
    return [
      `${part}/image: should be ${wanted}, since aws/registry says that its repository is there, got "${image}": name it so, or take aws/registry out`,
    ];
  });
}

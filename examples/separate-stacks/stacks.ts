/** The three stacks of an environment: their names end in base, blue and green. */
import * as pulumi from "@pulumi/pulumi";
import { type Colour, colours } from "../../components/colour";

/** Another stack of the same environment: beside `staging-base` stands `staging-blue`. */
export function sibling(part: "base" | Colour): pulumi.StackReference {
  const stack = pulumi.getStack().replace(/[a-z]+$/, part);
  return new pulumi.StackReference(part, {
    name: `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`,
  });
}

/** @returns undefined when that stack has not been up yet, or was destroyed */
export async function outputOf<T>(stack: pulumi.StackReference, output: string): Promise<T | undefined> {
  const details = await stack.getOutputDetails(output);
  return (details.value ?? details.secretValue) as T | undefined;
}

export function ownColour(): Colour {
  const stack = pulumi.getStack();
  const colour = colours.find((each) => stack.endsWith(each));
  if (!colour) throw new pulumi.RunError(`"${stack}" should be a stack whose name ends in blue or green`);
  return colour;
}

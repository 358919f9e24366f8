import type * as pulumi from "@pulumi/pulumi";
// Not the whole SDK: the first resource is asked for before that is loaded (index.ts).
import { CustomResource } from "@pulumi/pulumi/resource";

/**
 * A dynamic resource whose provider is a module of this project.
 *
 * The engine keeps a provider's code in the state and runs that copy for `read` and `delete`. The copy made here is
 * one `require` of the module, so the code that runs is always today's, a refactoring shows no difference, and the
 * program does not pay for serializing closures (docs/decisions/0002-thin-providers.md).
 */
export abstract class ThinResource extends CustomResource {
  protected constructor(
    kind: string,
    module: string,
    name: string,
    props: pulumi.Inputs,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(`pulumi-nodejs:maintenance:${kind}`, name, { ...props, __provider: providerText(module) }, opts);
  }
}

/** What the dynamic provider process evaluates: `handler()` answers the provider. */
export function providerText(module: string): string {
  return `exports.handler = () => { require("tsx/cjs"); return require(process.cwd() + ${JSON.stringify(`/${module}`)}).provider; };`;
}

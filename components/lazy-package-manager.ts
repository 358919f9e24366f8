/**
 * For programs that send functions to a cloud the SDK loads a package manager, which takes as long as the rest of it.
 * This program sends none: it is loaded when somebody asks for it.
 */
import Module, { createRequire } from "node:module";

const sdk = createRequire(require.resolve("@pulumi/pulumi"));
const path = sdk.resolve("@npmcli/arborist");

const standIn = new Module(path);
standIn.loaded = true;
standIn.exports = {
  // Taken as it is, not copied property by property.
  __esModule: true,
  get Arborist(): unknown {
    delete require.cache[path];
    return (sdk(path) as { Arborist: unknown }).Arborist;
  },
};
require.cache[path] ??= standIn;

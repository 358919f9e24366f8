/**
 * The SDK tells the engine three things of every resource, each after the last one was taken, that only `--debug` shows:
 * a tenth of a preview, and the run does not end before. With `MAINTENANCE_DEBUG=true` they come.
 */
import { createRequire } from "node:module";

const log = createRequire(__filename)("@pulumi/pulumi/log") as { debug: () => Promise<void> };

if (process.env.MAINTENANCE_DEBUG !== "true") log.debug = () => Promise.resolve();

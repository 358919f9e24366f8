/** What the process says to the person who runs Pulumi: to the engine, which shows it with the run. */
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const underWay = new Set<Promise<void>>();

/** @returns a way to tell the engine at that address */
export function telling(address: string): (text: string) => void {
  const engine = new EngineClient(address, credentials.createInsecure());
  return (text) => {
    const request = new LogRequest().setSeverity(LogSeverity.INFO).setMessage(text);
    // One that does not hear it has ended.
    const told = new Promise<void>((resolve) => engine.log(request, () => resolve()));
    underWay.add(told);
    void told.then(() => underWay.delete(told));
  };
}

/** Nothing is left to be told: the run may end with the next answer. */
export async function allTold(): Promise<void> {
  await Promise.all(underWay);
}

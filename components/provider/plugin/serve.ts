/**
 * A process that the engine starts and asks over gRPC. Without the SDK itself, which takes longer to load than a
 * preview may wait (docs/decisions/0014-own-provider-process.md): only its messages, and values as plain data.
 */
import {
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Values = Readonly<Record<string, unknown>>;

/** What is not among the calls is answered with "unimplemented" by gRPC itself. */
export async function serve(calls: UntypedServiceImplementation): Promise<void> {
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  server.addService(ResourceProviderService, calls);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  // The engine reads where to connect.
  process.stdout.write(`${port}\n`);
  // One that was killed cannot end what it started.
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, 1_000).unref();
}

/** @param metadata of an error: headers in which the engine finds what else there is to know */
export function answering<Q, A>(
  answer: (request: Q) => Promise<A>,
  metadata: (error: Error) => Metadata | undefined = () => undefined,
): UntypedHandleCall {
  const handle: handleUnaryCall<Q, A> = ({ request }, callback) => {
    answer(request).then(
      (response) => callback(null, response),
      (error: Error) => callback({ code: status.UNKNOWN, details: error.message, metadata: metadata(error) }),
    );
  };
  return handle;
}

export function values(sent: Struct | undefined): Values {
  return sent?.toJavaScript() ?? {};
}

/** Through JSON, because the protocol has no `undefined`. */
export function struct(plain: object): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(plain)) as Record<string, JavaScriptValue>);
}

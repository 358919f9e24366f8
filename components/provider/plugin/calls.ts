/** The engine's calls, answered by the provider of the kind that each is about. */
import type { UntypedHandleCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { providerOf } from "../kinds";
import { allTold } from "./engine";
import { answering, struct, values } from "./serve";

/** Answered when all that was said meanwhile has been heard. */
function told<Q, A>(answer: (request: Q) => Promise<A>): UntypedHandleCall {
  return answering(async (request: Q) => {
    try {
      return await answer(request);
    } finally {
      await allTold();
    }
  });
}

export const calls: UntypedServiceImplementation = {
  getPluginInfo: answering(() => Promise.resolve(new PluginInfo().setVersion("1.0.0"))),
  // The engine offers all of the config; a resource has what it needs among its own inputs.
  checkConfig: answering(() => Promise.resolve(new proto.CheckResponse().setInputs(struct({})))),
  diffConfig: answering(() =>
    Promise.resolve(new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE)),
  ),
  // Secrets stay with the engine: it unwraps inputs, and marks outputs of the same names again.
  configure: answering(() => Promise.resolve(new proto.ConfigureResponse().setAcceptsecrets(false))),
  cancel: answering(() => Promise.resolve(new Empty())),

  check: told(async (call: proto.CheckRequest) => {
    const faults = await providerOf(call.getType()).check(values(call.getNews()));
    const failures = faults.map((reason) => new proto.CheckFailure().setReason(reason));
    return new proto.CheckResponse().setInputs(call.getNews()).setFailuresList(failures);
  }),
  diff: told(async (call: proto.DiffRequest) => {
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    const changes = await providerOf(call.getType()).diff(values(call.getOlds()), values(call.getNews()));
    return new proto.DiffResponse().setChanges(changes ? DIFF_SOME : DIFF_NONE);
  }),
  create: told(async (call: proto.CreateRequest) => {
    const outputs = await providerOf(call.getType()).create(values(call.getProperties()));
    return new proto.CreateResponse().setId("-").setProperties(struct(outputs));
  }),
  update: told(async (call: proto.UpdateRequest) => {
    const outputs = await providerOf(call.getType()).update(values(call.getOlds()), values(call.getNews()));
    return new proto.UpdateResponse().setProperties(struct(outputs));
  }),
  // The state is believed: what is really there, each step asks when it is compared or done.
  read: told((call: proto.ReadRequest) =>
    Promise.resolve(
      new proto.ReadResponse()
        .setId(call.getId())
        .setInputs(call.getInputs())
        .setProperties(call.getProperties()),
    ),
  ),
  delete: told(async (call: proto.DeleteRequest) => {
    await providerOf(call.getType()).delete(values(call.getProperties()));
    return new Empty();
  }),
};

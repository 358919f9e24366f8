/** A provider as the process that the engine starts: its protocol on one side, plain values on the other. */
import { setMaxListeners } from "node:events";
import { Metadata, status, type UntypedHandleCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  answering as answeringWith,
  serve as serveCalls,
  struct,
  values,
} from "../../../components/provider/plugin/serve";
import { type Change, pathText } from "./values";
import { type Difference, NotInitialised, type Provider, type Run } from "./provider";

export function serve(provider: Provider): Promise<void> {
  return serveCalls(callsOf(provider));
}

function callsOf(provider: Provider): UntypedServiceImplementation {
  let cancelled = newCancellation();
  const run = (preview: boolean, timeoutSeconds = 0): Run => ({
    preview,
    signal: cancelled.signal,
    timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : undefined,
  });

  return {
    getPluginInfo: answering(() => Promise.resolve(new PluginInfo().setVersion(provider.version))),
    checkConfig: answering(async (call: proto.CheckRequest) =>
      Promise.resolve(new proto.CheckResponse().setInputs(call.getNews())),
    ),
    diffConfig: answering(() => Promise.resolve(new proto.DiffResponse())),
    configure: answering(async (call: proto.ConfigureRequest) => {
      cancelled = newCancellation();
      await provider.configure(values(call.getArgs()));
      // Secrets stay with the engine: it unwraps inputs, and marks outputs of the same names again.
      return new proto.ConfigureResponse()
        .setSupportspreview(true)
        .setAcceptsecrets(false)
        .setSupportsAutonamingConfiguration(true);
    }),
    check: answering(async (call: proto.CheckRequest) => {
      const { inputs, faults } = await provider.check({
        ...subject(call),
        inputs: values(call.getNews()),
        oldInputs: call.hasOlds() ? values(call.getOlds()) : undefined,
        seed: Buffer.from(call.getRandomseed_asU8()),
        proposedName: call.getAutonaming()?.getProposedName(),
      });
      const failures = faults.map(({ property, reason }) =>
        new proto.CheckFailure().setProperty(property).setReason(reason),
      );
      return new proto.CheckResponse().setInputs(struct(inputs)).setFailuresList(failures);
    }),
    diff: answering(async (call: proto.DiffRequest) =>
      diffResponse(await provider.diff({ ...existing(call), inputs: values(call.getNews()) }, run(true))),
    ),
    create: answering(async (call: proto.CreateRequest) => {
      const about = { ...subject(call), inputs: values(call.getProperties()) };
      const { id, outputs } = await provider.create(about, run(call.getPreview(), call.getTimeout()));
      return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    update: answering(async (call: proto.UpdateRequest) => {
      const about = { ...existing(call), inputs: values(call.getNews()) };
      const { outputs } = await provider.update(about, run(call.getPreview(), call.getTimeout()));
      return new proto.UpdateResponse().setProperties(struct(outputs));
    }),
    read: answering(async (call: proto.ReadRequest) => {
      const found = await provider.read(
        {
          ...subject(call),
          id: call.getId(),
          oldInputs: values(call.getInputs()),
          outputs: values(call.getProperties()),
        },
        run(false),
      );
      // Without an id it is gone.
      if (!found) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(call.getId())
        .setInputs(struct(found.inputs))
        .setProperties(struct(found.outputs));
    }),
    delete: answering(async (call: proto.DeleteRequest) => {
      const about = {
        ...subject(call),
        id: call.getId(),
        oldInputs: values(call.getOldInputs()),
        outputs: values(call.getProperties()),
      };
      await provider.delete(about, run(false, call.getTimeout()));
      return new Empty();
    }),
    invoke: answering(async (call: proto.InvokeRequest) => {
      if (!provider.invoke) throw new Error(`${call.getTok()} is not among what is done here`);
      const answer = await provider.invoke(call.getTok(), values(call.getArgs()));
      return new proto.InvokeResponse().setReturn(struct(answer));
    }),
    cancel: answering(() => {
      cancelled.abort(new Error("the run was cancelled"));
      return Promise.resolve(new Empty());
    }),
  };
}

/** Every wait of a run listens to it. */
function newCancellation(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

function answering<Q, A>(answer: (request: Q) => Promise<A>): UntypedHandleCall {
  return answeringWith(answer, whatElse);
}

function subject(call: { getType(): string; getName(): string }) {
  return { type: call.getType(), name: call.getName() };
}

function existing(call: proto.DiffRequest | proto.UpdateRequest) {
  return {
    ...subject(call),
    id: call.getId(),
    oldInputs: values(call.getOldInputs()),
    outputs: values(call.getOlds()),
  };
}

function diffResponse({ changes, replaces, deleteBeforeReplace }: Difference): proto.DiffResponse {
  const response = new proto.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const isReplaced = ({ path }: Change) =>
    replaces.some((replaced) => pathText(path).startsWith(pathText(replaced)));
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  const kinds = {
    add: [ADD, ADD_REPLACE],
    delete: [DELETE, DELETE_REPLACE],
    update: [UPDATE, UPDATE_REPLACE],
  } as const;
  for (const change of changes) {
    const kind = kinds[change.kind][isReplaced(change) ? 1 : 0];
    response
      .getDetaileddiffMap()
      .set(pathText(change.path), new proto.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response
    .setChanges(changes.length + replaces.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setHasdetaileddiff(changes.length > 0)
    .setDiffsList([...new Set(changes.map(({ path }) => String(path[0])))])
    .setReplacesList(replaces.map(pathText))
    .setDeletebeforereplace(deleteBeforeReplace);
}

function whatElse(error: Error): Metadata | undefined {
  if (!(error instanceof NotInitialised)) return undefined;
  const detail = new proto.ErrorResourceInitFailed()
    .setId(error.id)
    .setInputs(struct(error.found.inputs))
    .setProperties(struct(error.found.outputs))
    .setReasonsList([...error.reasons]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new Status().setCode(status.UNKNOWN).setMessage(error.message);
  whole.addDetails(packed); // returns the detail
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  return metadata;
}

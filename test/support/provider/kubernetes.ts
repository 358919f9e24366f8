/** The Kubernetes provider for tests: what the published one does, for the kinds used here, with the unmodified SDK. */
import { until } from "../../../components/until";
import { Client, type Item, Refused } from "../kubernetes/client";
import { accessOf } from "../kubernetes/kubeconfig";
import { outputsOf, previewOf, refreshedInputs } from "./kubernetes/live";
import { idOf, isAutonamed, named } from "./kubernetes/names";
import { replacedByServer, replacedByTable } from "./kubernetes/replacement";
import { progressOf, waited } from "./kubernetes/waiting";
import {
  type Changing,
  type Checking,
  type Difference,
  type Existing,
  type Fault,
  type Found,
  NotInitialised,
  type Provider,
  type Run,
  type Subject,
} from "./provider";
import { changes, hasUnknowns, revealed, type Values } from "./values";

const fieldManager = "pulumi-kubernetes";
const usualTimeoutMs = 600_000;
const replaceUnready = "pulumi.com/replaceUnready";

export class KubernetesProvider implements Provider {
  readonly version = "4.34.2";
  private configured: Client | undefined;

  configure({ kubeconfig, context, namespace }: Values): Promise<void> {
    const access = accessOf(text(kubeconfig), text(context));
    this.configured = new Client({ ...access, namespace: text(namespace) ?? access.namespace });
    return Promise.resolve();
  }

  async check(call: Checking): Promise<{ inputs: Values; faults: readonly Fault[] }> {
    const faults = ["apiVersion", "kind"]
      .filter((property) => text(call.inputs[property]) === undefined)
      .map((property) => ({ property, reason: "is missing" }));
    if (faults.length > 0) return { inputs: call.inputs, faults };
    return { inputs: await named(this.client, call.name, call), faults };
  }

  async diff({ oldInputs, inputs }: Changing): Promise<Difference> {
    const before = revealed(oldInputs) as Values;
    const found = changes(before, inputs);
    const replaces = replacedByTable(String(inputs.kind), found);
    if (await this.isUnreadyToReplace(inputs)) replaces.push(["metadata", "annotations", replaceUnready]);
    if (found.length > 0 && replaces.length === 0 && !hasUnknowns(inputs)) {
      replaces.push(...(await replacedByServer(this.client, fieldManager, inputs, found)));
    }
    const sameName = idOf(before) === idOf(inputs) && before.kind === inputs.kind;
    return {
      changes: found,
      replaces,
      deleteBeforeReplace: replaces.length > 0 && sameName && !isAutonamed(inputs),
    };
  }

  async create({ inputs }: Subject & { readonly inputs: Values }, run: Run) {
    if (run.preview) return { id: "", outputs: await this.dryRun(inputs, true) };
    const outputs = await this.applied(inputs, run);
    return { id: idOf(outputs), outputs };
  }

  async update({ inputs }: Changing, run: Run) {
    return { outputs: run.preview ? await this.dryRun(inputs, false) : await this.applied(inputs, run) };
  }

  /** Once, without waiting: a refresh tells what is. */
  async read({ id, oldInputs }: Existing): Promise<Found | undefined> {
    if (oldInputs.kind === undefined) {
      throw new Error(`${id}: reading an object that is not in the state is not among what is done here`);
    }
    const live = await this.client.get(oldInputs);
    if (!live) return undefined;
    const before = revealed(oldInputs) as Values;
    const found = { inputs: refreshedInputs(before, live), outputs: outputsOf(live) };
    const { ready, reasons } = await progressOf(this.client, live);
    if (!ready) throw new NotInitialised(id, found, reasons);
    return found;
  }

  /** Done when it is gone, or when its name belongs to another object. */
  async delete({ id, outputs }: Existing, { signal, timeoutMs = usualTimeoutMs }: Run): Promise<void> {
    const { apiVersion, kind, metadata } = outputs as Item;
    const uid = metadata?.uid;
    const item = { apiVersion, kind, metadata: { name: metadata?.name, namespace: metadata?.namespace } };
    await this.client.delete(item, uid);
    const gone = async () => {
      signal.throwIfAborted();
      const live = await this.client.get(item);
      return !live || live.metadata?.uid !== uid;
    };
    await until(gone, `${kind} ${id} to be deleted`, { timeoutMs, intervalMs: 250 });
  }

  private async applied(inputs: Item, { signal, timeoutMs }: Run): Promise<Values> {
    const made = await this.client.apply(inputs, fieldManager, { signal });
    const limit = timeoutMs ?? annotatedTimeoutMs(inputs) ?? usualTimeoutMs;
    const { live, reasons } = await waited(this.client, made, { signal, timeoutMs: limit });
    const outputs = outputsOf(live ?? made);
    if (reasons.length > 0) throw new NotInitialised(idOf(made), { inputs, outputs }, reasons);
    return outputs;
  }

  /** Where the server cannot judge yet, the inputs are what is known: with unknowns, or before its namespace or kind is there. */
  private async dryRun(inputs: Item, isNew: boolean): Promise<Values> {
    if (hasUnknowns(inputs)) return previewOf(inputs, inputs, isNew);
    try {
      return previewOf(await this.client.apply(inputs, fieldManager, { dryRun: true }), inputs, isNew);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      return previewOf(inputs, inputs, isNew);
    }
  }

  /** A Job that did not complete runs again only as another Job; the annotation asks for that. */
  private async isUnreadyToReplace(inputs: Item): Promise<boolean> {
    if (inputs.kind !== "Job" || inputs.metadata?.annotations?.[replaceUnready] !== "true") return false;
    const live = await this.client.get(inputs);
    return live !== undefined && !(await progressOf(this.client, live)).ready;
  }

  private get client(): Client {
    if (!this.configured) throw new Error("the provider is not configured");
    return this.configured;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function annotatedTimeoutMs({ metadata }: Item): number | undefined {
  const seconds = Number(metadata?.annotations?.["pulumi.com/timeoutSeconds"]);
  return seconds > 0 ? seconds * 1000 : undefined;
}

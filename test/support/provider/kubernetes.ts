/** The Kubernetes provider for tests: what the published one does, for the kinds used here, with the unmodified SDK. */
import { until } from "../../../components/until";
import { Client, type Item, Refused } from "../kubernetes/client";
import { accessOf } from "../kubernetes/kubeconfig";
import { chartType, checkChart, diffChart, installChart, readChart, removeChart } from "./kubernetes/chart";
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
import { changes, hasUnknowns, isUnknown, revealed, type Values } from "./values";

const fieldManager = "pulumi-kubernetes";
const usualTimeoutMs = 600_000;
const replaceUnready = "pulumi.com/replaceUnready";

export class KubernetesProvider implements Provider {
  readonly version = "4.34.2";
  private settings: Values | undefined;
  private connected: Client | undefined;

  /** Whether there is a cluster shows when it is asked: it may be made in the same run. */
  configure(settings: Values): Promise<void> {
    this.settings = settings;
    this.connected = undefined;
    return Promise.resolve();
  }

  async check(call: Checking): Promise<{ inputs: Values; faults: readonly Fault[] }> {
    if (call.type === chartType) return checkChart(call);
    const faults = ["apiVersion", "kind"]
      .filter((property) => text(call.inputs[property]) === undefined)
      .map((property) => ({ property, reason: "is missing" }));
    if (faults.length > 0) return { inputs: call.inputs, faults };
    if (this.isUnknown) return { inputs: call.inputs, faults };
    return { inputs: await named(this.client, call.name, call), faults };
  }

  async diff(call: Changing): Promise<Difference> {
    const { oldInputs, inputs } = call;
    if (call.type === chartType) return diffChart(call);
    const before = revealed(oldInputs) as Values;
    const found = changes(before, inputs);
    const replaces = replacedByTable(String(inputs.kind), found);
    if (await this.isUnreadyToReplace(inputs)) replaces.push(["metadata", "annotations", replaceUnready]);
    if (found.length > 0 && replaces.length === 0 && !hasUnknowns(inputs) && !this.isUnknown) {
      replaces.push(...(await replacedByServer(this.client, fieldManager, inputs, found)));
    }
    const sameName = idOf(before) === idOf(inputs) && before.kind === inputs.kind;
    return {
      changes: found,
      replaces,
      deleteBeforeReplace: replaces.length > 0 && sameName && !isAutonamed(inputs),
    };
  }

  async create({ type, inputs }: Subject & { readonly inputs: Values }, run: Run) {
    if (type === chartType)
      return run.preview ? { id: "", outputs: inputs } : installChart(this.client, inputs);
    if (run.preview) return { id: "", outputs: await this.dryRun(inputs, true) };
    const outputs = await this.applied(inputs, run);
    return { id: idOf(outputs), outputs };
  }

  async update({ type, inputs }: Changing, run: Run) {
    if (type === chartType) return run.preview ? { outputs: inputs } : installChart(this.client, inputs);
    return { outputs: run.preview ? await this.dryRun(inputs, false) : await this.applied(inputs, run) };
  }

  /** Once, without waiting: a refresh tells what is. */
  async read({ id, type, oldInputs }: Existing): Promise<Found | undefined> {
    if (type === chartType) return readChart(this.client, oldInputs);
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
  async delete({ id, type, outputs }: Existing, { signal, timeoutMs = usualTimeoutMs }: Run): Promise<void> {
    if (type === chartType) return removeChart(this.client, outputs);
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

  /** Where the server cannot judge yet, the inputs are what is known: with unknowns, or before its cluster, namespace or kind is there. */
  private async dryRun(inputs: Item, isNew: boolean): Promise<Values> {
    if (this.isUnknown || hasUnknowns(inputs)) return previewOf(inputs, inputs, isNew);
    try {
      return previewOf(await this.client.apply(inputs, fieldManager, { dryRun: true }), inputs, isNew);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 404) throw error;
      return previewOf(inputs, inputs, isNew);
    }
  }

  /** A Job that did not complete runs again only as another Job; the annotation asks for that. */
  private async isUnreadyToReplace(inputs: Item): Promise<boolean> {
    if (this.isUnknown || inputs.kind !== "Job" || inputs.metadata?.annotations?.[replaceUnready] !== "true")
      return false;
    const live = await this.client.get(inputs);
    return live !== undefined && !(await progressOf(this.client, live)).ready;
  }

  /** In a preview, of a cluster that the run will make. */
  private get isUnknown(): boolean {
    return isUnknown(this.settings?.kubeconfig);
  }

  private get client(): Client {
    if (!this.settings) throw new Error("the provider is not configured");
    const { kubeconfig, context, namespace } = this.settings;
    if (!this.connected) {
      const access = accessOf(text(kubeconfig), text(context));
      this.connected = new Client({ ...access, namespace: text(namespace) ?? access.namespace });
    }
    return this.connected;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function annotatedTimeoutMs({ metadata }: Item): number | undefined {
  const seconds = Number(metadata?.annotations?.["pulumi.com/timeoutSeconds"]);
  return seconds > 0 ? seconds * 1000 : undefined;
}

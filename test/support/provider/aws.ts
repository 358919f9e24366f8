/** The AWS provider for tests: what the published one does, for the types of a table; all else fails the run. */
import { setTimeout as sleep } from "node:timers/promises";
import { accountId } from "../aws/account";
import { type Aws, awsClients } from "./aws/clients";
import { eksClusterOf } from "./aws/eks-cluster";
import { zoneOf } from "./aws/zone";
import { faultsOf, withDefaults } from "./aws/fields";
import type { Kind } from "./aws/kind";
import { named } from "./aws/names";
import { randomPassword } from "./aws/secret";
import { type Settings, settingsIn } from "./aws/settings";
import { kindOf } from "./aws/table";
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
import { changes, isMap, isUnknown, projected, unknown, type Values } from "./values";

/** What the simulation makes is ready at once, or when something else is made. */
const usualWaitMs = 60_000;

export class AwsProvider implements Provider {
  readonly version = "7.48.0";
  private configured: { readonly settings: Settings; readonly aws: Aws } | undefined;

  configure(args: Values): Promise<void> {
    const settings = settingsIn(args);
    const aws = awsClients(process.env.AWS_ENDPOINT_URL ?? "", process.env.AWS_ACCESS_KEY_ID);
    this.configured = { settings, aws };
    return Promise.resolve();
  }

  check(call: Checking): Promise<{ inputs: Values; faults: readonly Fault[] }> {
    const { fields, longestName, nameInput = "name", isGlobal, faults = () => [] } = kindOf(call.type);
    const { region, defaultTags } = this.the.settings;
    const { __defaults: marked, region: asked = region, ...given } = call.inputs;
    // As the published provider does it: the default tags become part of the tags.
    const tags = { ...defaultTags, ...(isMap(given.tags) ? given.tags : {}) };
    const tagged = fields.tags && Object.keys(tags).length > 0 ? { ...given, tags } : given;
    const filled = withDefaults(fields, tagged);
    const { inputs, fault } = named(filled, { ...call, longestName, nameInput, marked });
    // What is not known yet is looked at once it is.
    const known = faults(inputs).filter(({ property }) => !isUnknown(inputs[property]));
    const found = [...faultsOf(fields, withoutMarks(inputs)), ...known, ...(fault ? [fault] : [])];
    if (asked !== region) found.push({ property: "region", reason: `only ${region} is simulated` });
    return Promise.resolve({ inputs: isGlobal ? inputs : { ...inputs, region: asked }, faults: found });
  }

  diff({ type, oldInputs, inputs }: Changing): Promise<Difference> {
    const { deletesFirst = false, fields, nameInput = "name" } = kindOf(type);
    const found = changes(withoutMarks(oldInputs), withoutMarks(inputs));
    const isReplacing = (input: string) => {
      const replacing = fields[input]?.replaces ?? false;
      return replacing === true || (replacing && replacing(inputs[input], oldInputs[input]));
    };
    const replaces = found.map(({ path }) => path).filter(([first]) => isReplacing(String(first)));
    const name = inputs[nameInput];
    const isFixed = name !== undefined && !isGenerated(inputs, nameInput) && name === oldInputs[nameInput];
    return Promise.resolve({
      changes: found,
      replaces,
      deleteBeforeReplace: replaces.length > 0 && (isFixed || deletesFirst),
    });
  }

  async create({ type, inputs }: Subject & { readonly inputs: Values }, run: Run) {
    const kind = kindOf(type);
    if (run.preview) {
      const outputs = { ...outputsFrom(inputs), ...unknownOnes(kind.computed) };
      return { id: "", outputs: withInner(kind, outputs) };
    }
    const id = await kind.create(this.the.aws, inputs);
    await this.ready(kind, id, inputs, run);
    return { id, outputs: await this.outputs(kind, id, inputs) };
  }

  async update({ type, id, oldInputs, outputs, inputs }: Changing, run: Run) {
    const kind = kindOf(type);
    if (run.preview) {
      const moved = kind.moves?.(inputs, oldInputs) ?? [];
      const next = { ...outputs, ...outputsFrom(inputs), ...unknownOnes(moved) };
      return { outputs: withInner(kind, next, outputs) };
    }
    await kind.update(this.the.aws, id, inputs, oldInputs);
    await this.ready(kind, id, inputs, run);
    return { outputs: await this.outputs(kind, id, inputs) };
  }

  /** The inputs as they are now, too: only so does the next step see what was changed by hand. */
  async read({ type, id, oldInputs }: Existing): Promise<Found | undefined> {
    const kind = kindOf(type);
    if (Object.keys(oldInputs).length === 0) {
      throw new Error(`${id}: reading a resource that is not in the state is not among what is done here`);
    }
    const told = await kind.read(this.the.aws, id);
    if (!told) return undefined;
    const live = likened(kind, told, oldInputs);
    const { __defaults, region, ...given } = oldInputs;
    const kept = Object.fromEntries(
      Object.entries({ __defaults, region }).filter(([, value]) => value !== undefined),
    );
    const inputs = { ...(projected(given, live) as Values), ...kept };
    return { inputs, outputs: outputsFrom({ ...live, region }) };
  }

  async delete({ type, id, oldInputs }: Existing): Promise<void> {
    await kindOf(type).delete(this.the.aws, id, oldInputs);
  }

  /** Two that nearly every program asks, and those that only AWS can answer. */
  async invoke(token: string, args: Values): Promise<Values> {
    if (token === "aws:route53/getZone:getZone") return zoneOf(this.the.aws, args);
    if (token === "aws:eks/getCluster:getCluster") return eksClusterOf(this.the.aws, args);
    if (token === "aws:secretsmanager/getRandomPassword:getRandomPassword")
      return randomPassword(this.the.aws, args);
    const { region } = this.the.settings;
    const known: Readonly<Record<string, Values>> = {
      "aws:index/getCallerIdentity:getCallerIdentity": {
        id: accountId,
        accountId,
        arn: `arn:aws:iam::${accountId}:user/simulated`,
        userId: "SIMULATED",
      },
      "aws:index/getRegion:getRegion": { id: region, region, name: region, description: "simulated" },
    };
    const answer = known[token];
    if (!answer) throw new Error(`${token} is not modelled by the AWS provider for tests`);
    const inputs = Object.keys(args);
    if (inputs.length > 0) throw new Error(`${token}: ${inputs.join(", ")} is not modelled`);
    return answer;
  }

  /** @throws when it is not in the time that it has; it is there then, and the next run goes on with it. */
  private async ready(kind: Kind, id: string, inputs: Values, run: Run): Promise<void> {
    const until = Date.now() + (run.timeoutMs ?? usualWaitMs);
    for (;;) {
      const reason = await kind.unready?.(this.the.aws, id);
      if (reason === undefined) return;
      run.signal.throwIfAborted();
      if (Date.now() > until) {
        const found = { inputs, outputs: await this.outputs(kind, id, inputs) };
        throw new NotInitialised(id, found, [`it is made, and does not become ready: ${reason}`]);
      }
      await sleep(200);
    }
  }

  private async outputs(kind: Kind, id: string, inputs: Values): Promise<Values> {
    const live = await kind.read(this.the.aws, id);
    if (!live) throw new Error(`${id} was made, and is gone`);
    return outputsFrom({ ...likened(kind, live, inputs), region: inputs.region });
  }

  private get the(): { readonly settings: Settings; readonly aws: Aws } {
    if (!this.configured) throw new Error("the provider is not configured");
    return this.configured;
  }
}

/** What AWS tells, with what it does not keep, and as the inputs say it. */
function likened({ remembered = [], likened: inForm = (live) => live }: Kind, told: Values, inputs: Values) {
  const kept = remembered.map((name) => [name, inputs[name]]).filter(([, value]) => value !== undefined);
  return { ...inForm(told, inputs), ...(Object.fromEntries(kept) as Values) };
}

function unknownOnes(names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, unknown]));
}

/** What only AWS tells inside of blocks that are given: what it was before, or not known yet. */
function withInner({ computedWithin = {} }: Kind, outputs: Values, before?: Values): Values {
  const blocks = Object.entries(computedWithin).map(([name, inner]) => {
    const [block, old] = [outputs[name], before?.[name]];
    const kept = isMap(old) ? inner.map((one) => [one, old[one]]) : [];
    const told = isMap(old) ? (Object.fromEntries(kept) as Values) : unknownOnes(inner);
    return [name, isMap(block) ? { ...told, ...block } : block];
  });
  return { ...outputs, ...(Object.fromEntries(blocks) as Values) };
}

/** In a preview: what will be what was given. */
function outputsFrom(values: Values): Values {
  const { region, tags } = values;
  return {
    ...withoutMarks(values),
    ...(region !== undefined && { region }),
    ...(tags !== undefined && { tagsAll: tags }),
  };
}

/** What every type has: the region, which cannot change here, and the provider's own mark. */
function withoutMarks(inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => name !== "__defaults" && name !== "region"),
  );
}

function isGenerated({ __defaults: marked }: Values, nameInput: string): boolean {
  return Array.isArray(marked) && marked.includes(nameInput);
}

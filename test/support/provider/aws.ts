/** The AWS provider for tests: what the published one does, for the types of a table; all else fails the run. */
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { accountId, clientSettings } from "../aws/account";
import { faultsOf, withDefaults } from "./aws/fields";
import type { Aws, Kind } from "./aws/kind";
import { named } from "./aws/names";
import { type Settings, settingsIn } from "./aws/settings";
import { table } from "./aws/table";
import type {
  Changing,
  Checking,
  Difference,
  Existing,
  Fault,
  Found,
  Provider,
  Run,
  Subject,
} from "./provider";
import { changes, isMap, projected, unknown, type Values } from "./values";

export class AwsProvider implements Provider {
  readonly version = "7.48.0";
  private configured: { readonly settings: Settings; readonly aws: Aws } | undefined;

  configure(args: Values): Promise<void> {
    const settings = settingsIn(args);
    const client = clientSettings(process.env.AWS_ENDPOINT_URL ?? "");
    const aws = { elb: new ElasticLoadBalancingV2Client(client), ec2: new EC2Client(client) };
    this.configured = { settings, aws };
    return Promise.resolve();
  }

  check(call: Checking): Promise<{ inputs: Values; faults: readonly Fault[] }> {
    const { fields, longestName, faults = () => [] } = kindOf(call.type);
    const { region, defaultTags } = this.the.settings;
    const { __defaults: marked, region: asked = region, ...given } = call.inputs;
    // As the published provider does it: the default tags become part of the tags.
    const tags = { ...defaultTags, ...(isMap(given.tags) ? given.tags : {}) };
    const tagged = Object.keys(tags).length > 0 ? { ...given, tags } : given;
    const filled = withDefaults(fields, tagged);
    const { inputs, fault } = named(filled, { ...call, longestName, marked });
    const found = [...faultsOf(fields, withoutMarks(inputs)), ...faults(inputs), ...(fault ? [fault] : [])];
    if (asked !== region) found.push({ property: "region", reason: `only ${region} is simulated` });
    return Promise.resolve({ inputs: { ...inputs, region: asked }, faults: found });
  }

  diff({ type, oldInputs, inputs }: Changing): Promise<Difference> {
    const { fields } = kindOf(type);
    const found = changes(withoutMarks(oldInputs), withoutMarks(inputs));
    const replaces = found.map(({ path }) => path).filter(([first]) => fields[String(first)]?.replaces);
    const isFixed = inputs.name !== undefined && !isGenerated(inputs) && inputs.name === oldInputs.name;
    return Promise.resolve({
      changes: found,
      replaces,
      deleteBeforeReplace: replaces.length > 0 && isFixed,
    });
  }

  async create({ type, inputs }: Subject & { readonly inputs: Values }, run: Run) {
    const kind = kindOf(type);
    if (run.preview) return { id: "", outputs: { ...outputsFrom(inputs), ...unknownOnes(kind) } };
    const id = await kind.create(this.the.aws, inputs);
    return { id, outputs: await this.outputs(kind, id, inputs) };
  }

  async update({ type, id, oldInputs, outputs, inputs }: Changing, run: Run) {
    const kind = kindOf(type);
    if (run.preview) return { outputs: { ...outputs, ...outputsFrom(inputs) } };
    await kind.update(this.the.aws, id, inputs, oldInputs);
    return { outputs: await this.outputs(kind, id, inputs) };
  }

  /** The inputs as they are now, too: only so does the next step see what was changed by hand. */
  async read({ type, id, oldInputs }: Existing): Promise<Found | undefined> {
    const kind = kindOf(type);
    if (Object.keys(oldInputs).length === 0) {
      throw new Error(`${id}: reading a resource that is not in the state is not among what is done here`);
    }
    const live = await kind.read(this.the.aws, id);
    if (!live) return undefined;
    const { __defaults: marked, region, ...given } = oldInputs;
    const marks = marked === undefined ? {} : { __defaults: marked };
    const inputs = { ...(projected(given, live) as Values), region, ...marks };
    return { inputs, outputs: { ...live, region, tagsAll: live.tags } };
  }

  async delete({ type, id }: Existing): Promise<void> {
    await kindOf(type).delete(this.the.aws, id);
  }

  /** Two that nearly every program asks. */
  invoke(token: string, args: Values): Promise<Values> {
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
    return Promise.resolve(answer);
  }

  private async outputs(kind: Kind, id: string, { region }: Values): Promise<Values> {
    const live = await kind.read(this.the.aws, id);
    if (!live) throw new Error(`${id} was made, and is gone`);
    return { ...live, region, tagsAll: live.tags };
  }

  private get the(): { readonly settings: Settings; readonly aws: Aws } {
    if (!this.configured) throw new Error("the provider is not configured");
    return this.configured;
  }
}

function kindOf(type: string): Kind {
  const kind = table[type];
  if (!kind) throw new Error(`${type} is not modelled by the AWS provider for tests`);
  return kind;
}

function unknownOnes({ computed }: Kind): Values {
  return Object.fromEntries(computed.map((name) => [name, unknown]));
}

/** In a preview: what will be what was given. */
function outputsFrom(inputs: Values): Values {
  return { ...withoutMarks(inputs), region: inputs.region, tagsAll: inputs.tags };
}

/** What every type has: the region, which cannot change here, and the provider's own mark. */
function withoutMarks(inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => name !== "__defaults" && name !== "region"),
  );
}

function isGenerated({ __defaults: marked }: Values): boolean {
  return Array.isArray(marked) && marked.includes("name");
}

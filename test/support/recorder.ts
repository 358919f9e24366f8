/** Runs a Pulumi program on mocks and records what it asks the engine for, as it goes over the wire. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { getMonitor, setMockOptions } from "@pulumi/pulumi/runtime/settings";

/** A value that goes to the engine as a secret. */
export class Secret {
  constructor(readonly value: unknown) {}
}

export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  readonly inputs: Record<string, unknown>;
  /** Names of what it waits for, sorted. */
  readonly dependsOn: readonly string[];
  /** Only what is set. */
  readonly options: Readonly<Record<string, unknown>>;
}

export class Recording {
  constructor(
    readonly resources: readonly Recorded[],
    /** What the program answers, as the outputs of its stack. */
    readonly outputs: Readonly<Record<string, unknown>>,
  ) {}

  names(): string[] {
    return this.resources.map(({ name }) => name).sort();
  }

  ofType(type: string): Recorded[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  containers(): Recorded[] {
    return this.ofType("docker:index/container:Container");
  }

  has(name: string): boolean {
    return this.resources.some((resource) => resource.name === name);
  }

  get(name: string): Recorded {
    const found = this.resources.filter((resource) => resource.name === name);
    if (found.length !== 1 || !found[0]) {
      throw new Error(`${found.length} resources are called ${name}; recorded: ${this.names().join(", ")}`);
    }
    return found[0];
  }

  /** Names of everything that is done before this resource, directly or through others. */
  before(name: string): Set<string> {
    const seen = new Set<string>();
    const visit = (each: string) => {
      for (const earlier of this.get(each).dependsOn) {
        if (!seen.has(earlier)) {
          seen.add(earlier);
          visit(earlier);
        }
      }
    };
    visit(name);
    return seen;
  }
}

export interface RecordOptions {
  readonly stack?: string;
  readonly preview?: boolean;
  /** Answers of provider functions, by token; a missing one fails as the real one would. */
  readonly functions?: Readonly<Record<string, Record<string, unknown>>>;
  /** Outputs that the state of a former run has, by name of the resource. */
  readonly outputs?: Readonly<Record<string, Record<string, unknown>>>;
}

type Answered = (error: unknown, response?: RegisterResourceResponse) => void;

/** The mock monitor of the SDK, which also keeps each request. */
class RecordingMonitor extends MockMonitor {
  readonly requests: { request: RegisterResourceRequest; urn: string }[] = [];

  override registerResource(request: RegisterResourceRequest, answered: Answered): Promise<void> {
    return super.registerResource(request, (error: unknown, response?: RegisterResourceResponse) => {
      if (response) this.requests.push({ request, urn: response.getUrn() });
      answered(error, response);
    });
  }
}

/**
 * Records a program in a folder of its own (passwords and sources are found relative to it), with every resource
 * that it makes, also those made late inside an `apply`.
 */
export async function record(program: () => unknown, options: RecordOptions = {}): Promise<Recording> {
  const { stack = "unit", preview = false, functions = {}, outputs = {} } = options;
  const home = process.cwd();
  // The SDK keeps a stack trace with each promise: most of the time of a recording, and of no use here.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const folder = mkdtempSync(join(tmpdir(), "record-"));
  process.chdir(folder);
  try {
    const mocks: pulumi.runtime.Mocks = {
      newResource: (args) => ({
        id: `${args.name}-id`,
        state: {
          ...(args.inputs as object),
          name: (args.inputs as { name?: string }).name ?? `${args.name}-1a2b3c4`,
          ...(args.type.startsWith("aws:") && { arn: `${args.name}-arn` }),
          ...evidence[args.type],
          ...outputs[args.name],
        },
      }),
      call: ({ token }) => {
        const answer = functions[token];
        // As over the wire: the SDK shows the details of a failed call.
        if (!answer) throw Object.assign(new Error(), { details: `${token}: did not find it` });
        return answer;
      },
    };
    await pulumi.runtime.setMocks(mocks, "maintenance", stack, preview);
    const monitor = new RecordingMonitor(mocks);
    setMockOptions(monitor, "maintenance", stack, preview, "organization");
    const answer = (await pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()))) as
      | object
      | undefined;
    await allRegistered(monitor);
    return new Recording(recorded(monitor), await known(answer));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
}

/** Security group of the pods of a cluster that is made. */
export const podsGroup = "sg-0c1d2e3f4a5b67890";

/** Outputs that providers add to their inputs. */
const evidence: Record<string, object> = {
  "aws:acm/certificate:Certificate": {
    arn: "arn:aws:acm:eu-central-1:123456789012:certificate/made",
    domainValidationOptions: [
      {
        resourceRecordName: "_proof.example.com.",
        resourceRecordType: "CNAME",
        resourceRecordValue: "_proof.",
      },
    ],
  },
  "aws:eks/cluster:Cluster": {
    endpoint: "https://cluster.example.com",
    certificateAuthority: { data: "Y2E=" },
    vpcConfig: { clusterSecurityGroupId: podsGroup },
  },
  "aws:lb/loadBalancer:LoadBalancer": { dnsName: "load-balancer-dns-name" },
  "maintenance:docker:Listener": { appliedAt: "2024-01-01T00:00:01.000Z" },
  ...of("Gate", { passedAt: "2024-01-01T00:00:00.000Z" }),
  ...of("Settle", { settledAt: "2024-01-01T00:00:02.000Z" }),
};

/** The same on every platform. */
function of(kind: string, outputs: object): Record<string, object> {
  return { [`maintenance:docker:${kind}`]: outputs, [`maintenance:aws:${kind}`]: outputs };
}

/** The outputs of a stack, when they are known. */
function known(outputs: object | undefined): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    pulumi.output(outputs ?? {}).apply((values) => resolve(values as Record<string, unknown>));
  });
}

/** The mocks answer at once, so when the event loop went round and nothing was added, nothing more comes. */
async function allRegistered(monitor: RecordingMonitor): Promise<void> {
  for (let quiet = 0, seen = -1; quiet < 10; ) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = monitor.requests.length === seen ? quiet + 1 : 0;
    seen = monitor.requests.length;
  }
  if (getMonitor() !== (monitor as unknown)) throw new Error("another recording began before this one ended");
}

function recorded({ requests }: RecordingMonitor): Recorded[] {
  return requests.map(({ request, urn }) => ({
    type: request.getType(),
    name: nameOf(urn),
    urn,
    parent: nameOf(request.getParent()),
    inputs: withSecrets(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    dependsOn: [...new Set(request.getDependenciesList().map(nameOf))].sort(),
    options: optionsOf(request),
  }));
}

/** A volume often has the name of the container that it is for, and objects in a cluster that of another kind. */
function nameOf(urn: string): string {
  const [types = "", name = ""] = urn.split("::").slice(-2);
  const type = types.split("$").at(-1) ?? "";
  if (type.startsWith("kubernetes:")) return `${type.split(":").at(-1)} ${name}`;
  return type.endsWith(":Volume") ? `volume ${name}` : name;
}

function optionsOf(request: RegisterResourceRequest): Record<string, unknown> {
  const ignoreChanges = request.getIgnorechangesList();
  const aliases = request.getAliasesList();
  return {
    ...(request.getProtect() ? { protect: true } : {}),
    ...(request.getRetainondelete() ? { retainOnDelete: true } : {}),
    ...(request.getDeletebeforereplace() ? { deleteBeforeReplace: true } : {}),
    ...(ignoreChanges.length > 0 ? { ignoreChanges } : {}),
    ...(aliases.length > 0 ? { aliases: aliases.length } : {}),
    ...(request.getProvider() ? { provider: request.getProvider().split("::").at(-2) } : {}),
  };
}

function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (value === null || typeof value !== "object") return value;
  const map = value as Record<string, unknown>;
  if (map[specialSigKey] === specialSecretSig) return new Secret(withSecrets(map.value));
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, withSecrets(item)]));
}

import * as pulumi from "@pulumi/pulumi";
import type { Colour } from "../colour";
import type { ContainerSpec } from "../docker/container";
import { type DockerContext, scopeOf, singleIn } from "../docker/context";
import { VolumeFiles } from "../docker/files";
import { engineHost, reachedAt } from "../docker/host";
import { milliseconds } from "../duration";
import { OwnResource } from "../provider/resource";
import { type Definition, FrozenDefinition } from "../frozen/definition";
import type { Settings } from "../settings/schema";
import { isLoopback } from "../settings/settings";
import { type Certificate, certificateFor } from "./certificate";
import { baseConfig, files, masterPort, targetGroupConfig } from "./haproxy-config";
import type { Rolling } from "./rolling";
import { parseVersion } from "../version";
import {
  type Listener,
  type ListenerArgs,
  type LoadBalancer,
  ports,
  type TargetGroupArgs,
} from "./load-balancer";

export function createLoadBalancer(context: DockerContext, opts: pulumi.CustomResourceOptions): LoadBalancer {
  const { settings } = context;
  const { allowInPlace } = settings.release;
  const spec = loadBalancerContainer(settings);
  const certificate =
    settings.docker.tls === "off" ? undefined : certificateFor(context.stack, settings.docker);
  const tls = certificate && { port: settings.docker.tlsPort, fingerprint: certificate.fingerprint };
  const config = baseConfig(settings.loadBalancer, tls);
  // What the first start needs; afterwards the file changes by reload, and the map by flips.
  const start = new VolumeFiles(
    context,
    "load-balancer",
    {
      frozen: true,
      image: spec.image,
      folder: files.folder,
      owner: 99,
      files: { [files.base]: config, [files.weights]: "" },
    },
    opts,
  );
  const ready = certificate ? [start, certificateFiles(context, spec, certificate, start, opts)] : [start];
  const { container, running } = singleIn(
    context,
    "load-balancer",
    spec,
    { volumes: { [files.folder]: start.volume } },
    { ...opts, dependsOn: ready },
  );
  // Made last, and changed last: it remembers what runs.
  const definition = new FrozenDefinition(
    "load-balancer-definition",
    {
      subject: "load-balancer",
      runs: spec.image,
      definition: { ...spec },
      wayOut: "set allowInPlace: true in the release block to replace it with them",
      cost: "the load balancer is replaced, expected gap: 1 to 5 seconds in which nobody is answered",
      allowInPlace,
    },
    { ...opts, dependsOn: [container] },
  );
  // A port is published by the container, which is frozen: before it is, nobody is redirected to it.
  const published = tls === undefined ? false : definition.definition.apply(publishesTls);
  const base = new ConfigFile(
    "load-balancer-base",
    {
      ...scopeOf(context),
      file: files.base,
      content: pulumi.output(published).apply((yes) => (yes ? config : baseConfig(settings.loadBalancer))),
      container: container.id,
    },
    { ...opts, dependsOn: [...ready, running] },
  );
  const { bind, host, port, tlsPort, previewPort } = settings.docker;
  const address = reachedAt(bind, engineHost(host));
  const previewAddress = reachedAt(previewBind(bind), engineHost(host));
  return {
    url: pulumi
      .output(published)
      .apply((yes) => (yes ? `https://${address}:${tlsPort}` : `http://${address}:${port}`)),
    previewUrl: pulumi.output(`http://${previewAddress}:${previewPort}`),
    ready: [base],
  };
}

/** Certificate and key in the load balancer's volume; in the state stand the certificate and the key's file name. */
function certificateFiles(
  context: DockerContext,
  { image }: ContainerSpec,
  { chain, keyFile }: Certificate,
  start: VolumeFiles,
  opts: pulumi.CustomResourceOptions,
): VolumeFiles {
  const secrets = { [files.certificate]: { password: keyFile, text: `${chain}\n{password}\n` } };
  return new VolumeFiles(
    context,
    "load-balancer-certificate",
    { frozen: false, image, folder: files.folder, owner: 99, secrets },
    { ...opts, dependsOn: [start] },
    start.volume,
  );
}

function publishesTls(definition: Definition): boolean {
  const published = definition.ports as ContainerSpec["ports"];
  return published?.some(({ inside }) => inside === ports.tls) ?? false;
}

/** The preview route has no TLS and no limits, so it never leaves the machine. */
function previewBind(bind: string): string {
  return isLoopback(bind) ? bind : "127.0.0.1";
}

export function loadBalancerContainer({
  loadBalancer,
  docker: { bind, port, previewPort, tls, tlsPort },
}: Settings): ContainerSpec {
  return {
    image: loadBalancer.image,
    role: "load-balancer",
    aliases: ["load-balancer"],
    user: "99:99",
    command: ["haproxy", "-S", `127.0.0.1:${masterPort}`, "-f", files.folder],
    environment: {},
    memory: loadBalancer.memory,
    cpus: "2",
    scratch: { "/tmp": 16 },
    // It takes no new requests while it stops: what is under way may end, but event streams would prolong the gap.
    stopTimeout: "5 seconds",
    healthy: `exec 3<>/dev/tcp/127.0.0.1/${ports.metrics} && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.[01] 200' <&3`,
    ports: [
      { inside: ports.users, outside: port, bind },
      { inside: ports.preview, outside: previewPort, bind: previewBind(bind) },
      ...(tls === "off" ? [] : [{ inside: ports.tls, outside: tlsPort, bind }]),
    ],
  };
}

/** Plain inputs of our own resources; `host` and `network` say where the load balancer is. */
export interface ConfigFileInputs {
  readonly host?: string;
  readonly network: string;
  readonly file: string;
  readonly content: string;
  /** A new container starts with the configuration of its volume, and is asked again. */
  readonly container: string;
}

/** A file of the load balancer's configuration, applied by reload. */
export class ConfigFile extends OwnResource {
  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super("docker:ConfigFile", name, inputs, opts);
  }
}

export interface TargetGroupInputs {
  readonly host?: string;
  readonly network: string;
  readonly colour: Colour;
  readonly drainMs?: number;
  readonly file: string;
  readonly content: string;
  readonly containers: readonly string[];
  /** How targets are exchanged while the colour has users, which only `allowInPlace` lets happen. */
  readonly rolling?: Rolling;
}

export class DockerTargetGroup extends OwnResource {
  constructor(context: DockerContext, args: TargetGroupArgs, opts: pulumi.CustomResourceOptions) {
    const { strategy, gate, loadBalancer } = context.settings;
    const rolling = {
      batch: strategy.batch,
      version: parseVersion(args.version).tag,
      timeoutMs: milliseconds(gate.timeout),
    } satisfies Rolling;
    const inputs = {
      ...scopeOf(context),
      colour: args.colour,
      rolling,
      drainMs: milliseconds(loadBalancer.drainTimeout),
      file: files.targetGroup(args.colour),
      content: pulumi
        .all([args.frontend.hosts, args.port])
        .apply(([hosts, port]) => targetGroupConfig(args.colour, args.version, hosts, port)),
      containers: pulumi
        .all([args.frontend.containers, args.backend.containers])
        .apply((lists) => lists.flat()),
    };
    super("docker:TargetGroup", `target-group-${args.colour}`, inputs, opts);
  }
}

export interface ListenerInputs {
  readonly host?: string;
  readonly network: string;
  readonly blue: number;
  readonly green: number;
}

export class DockerListener extends OwnResource implements Listener {
  declare readonly appliedAt: pulumi.Output<string>;

  constructor(context: DockerContext, { weights }: ListenerArgs, opts: pulumi.CustomResourceOptions) {
    const inputs = { ...scopeOf(context), ...weights, appliedAt: undefined };
    super("docker:Listener", "listener", inputs, opts);
  }
}

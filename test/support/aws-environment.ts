/** An environment on AWS as tests have it: the simulated AWS, a real cluster, PostgreSQL and Redis in it. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  type Listener,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Colour, Weights } from "../../components/colour";
import { labels, labelsOf, selectorText } from "../../components/kubernetes/names";
import type { AwsSimulation } from "./aws/simulation";
import { type Surroundings, whatIsThere, whatStackFileMakes } from "./aws-surroundings";
import { onExit } from "./cleanup";
import { removeImages } from "./docker";
import { type Item, Refused } from "./kubernetes/client";
import { cluster, kubeconfig, loadImages, untilObject } from "./kubernetes/cluster";
import { TestEnvironment } from "./environment";
import { makeVersion, type VersionOptions } from "./images";
import { Users } from "./load";
import type { Allowed } from "./load-judge";

/** What answers on AWS say by themselves: the load balancer adds nothing. */
const stamp = "x-frontend-colour";

export class AwsEnvironment {
  private constructor(
    readonly aws: AwsSimulation,
    readonly pulumi: TestEnvironment,
    readonly dataNamespace: string,
    readonly ca: string,
    private readonly made: Pick<Surroundings, "images" | "trusts" | "settings">,
    private readonly forget: () => void,
  ) {}

  /**
   * In a network and on a cluster that are there.
   * @param isDatabaseMade PostgreSQL is made by the environment; otherwise it is there already
   * @param program folder of another program than the project's own, and what its stack's name ends in
   */
  static create(
    name: string,
    { isDatabaseMade = false, program }: { isDatabaseMade?: boolean; program?: string } = {},
  ): Promise<AwsEnvironment> {
    return AwsEnvironment.within(name, (stack) => whatIsThere(stack, isDatabaseMade), program);
  }

  /** All of it made, by the stack file that comes with the project. */
  static whole(file: "staging" | "prod"): Promise<AwsEnvironment> {
    return AwsEnvironment.within(file, (stack) => whatStackFileMakes(file, stack));
  }

  private static async within(
    name: string,
    surroundingsFor: (stack: string) => Promise<Surroundings>,
    program?: string,
  ): Promise<AwsEnvironment> {
    const unique = `${name}-${randomBytes(3).toString("hex")}`;
    const stack = program === undefined ? unique : `${unique}-${basename(program)}`;
    const { aws, dataNamespace, leave, ...made } = await surroundingsFor(stack);
    const ca = await aws.certificate();
    const folder = mkdtempSync(join(tmpdir(), "maintenance-ca-"));
    const caFile = join(folder, "ca.pem");
    writeFileSync(caFile, ca);
    const remove = () => {
      rmSync(folder, { recursive: true, force: true });
      removeImages(made.images);
    };
    const forget = onExit(remove);
    const env = { ...aws.env, KUBECONFIG: kubeconfig, NODE_EXTRA_CA_CERTS: caFile };
    const pulumi = await TestEnvironment.create(name, stack, { settings: made.settings, env, program });
    return new AwsEnvironment(aws, pulumi, dataNamespace, ca, made, () => {
      leave?.();
      forget();
      remove();
    });
  }

  /** Its images, built here and known to the cluster. */
  async makeVersion(version: string, options?: VersionOptions): Promise<void> {
    const { images, trusts } = this.made;
    await makeVersion(images, version, { trusts, ...options });
    await loadImages(`${images}-api:${version}`, `${images}-frontend:${version}`);
  }

  /** As somebody writes it who takes the environment down for good. */
  unprotect(): void {
    const { aws } = this.made.settings as { aws: Readonly<Record<string, object>> };
    const sections = ["edge", "registry", "cluster", "postgres", "redis"].map((name) => [
      name,
      { ...aws[name], deletionProtection: false },
    ]);
    this.pulumi.set({ aws: { production: false, ...Object.fromEntries(sections) } });
  }

  /** Users of the load balancer, who trust its certificate. */
  async users(allowed: Allowed, options: { perSecond?: number; slowMs?: number } = {}): Promise<Users> {
    const url = await this.aws.url(443);
    return Users.start({ url, stamp, ca: this.ca, perSecond: 100, slowMs: 3_000, ...options }, allowed);
  }

  /** The listener that users reach, as the load balancer has it. */
  private async listener(): Promise<Listener | undefined> {
    const { LoadBalancers = [] } = await this.aws.elb.send(new DescribeLoadBalancersCommand({}));
    if (!LoadBalancers[0]) return undefined;
    const asked = new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers[0].LoadBalancerArn });
    const { Listeners = [] } = await this.aws.elb.send(asked);
    return Listeners.find(({ Port }) => Port === 443);
  }

  async weights(): Promise<Weights | undefined> {
    const groups = (await this.listener())?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups;
    const [blue, green] = groups?.map(({ Weight = NaN }) => Weight) ?? [];
    return blue === undefined || green === undefined ? undefined : { blue, green };
  }

  /** As somebody does it by hand. */
  async setWeights(weights: Weights): Promise<void> {
    const listener = await this.listener();
    const groups = listener?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    const TargetGroups = groups.map((group, at) => ({
      ...group,
      Weight: weights[at === 0 ? "blue" : "green"],
    }));
    await this.aws.elb.send(
      new ModifyListenerCommand({
        ListenerArn: listener?.ListenerArn,
        DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
      }),
    );
  }

  /** Politely, as a drain of its node does. @returns when its Deployment has as many as before. */
  async deleteOnePod(colour: Colour, role: string): Promise<void> {
    const [pod] = await this.pods(colour, role);
    assert.ok(pod, `${colour} has no ${role}`);
    await cluster().delete(pod);
    for (const name of await this.deployments(colour)) await this.untilComplete(name);
  }

  /** All pods of a role at once, as an impatient drain asks. @returns how many the budget let go. */
  async evict(colour: Colour, role: string): Promise<number> {
    let gone = 0;
    for (const pod of await this.pods(colour, role)) {
      const path = `${await cluster().path(pod)}/eviction`;
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: pod.metadata };
      try {
        await cluster().ask("POST", path, { body: eviction });
        gone += 1;
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 429) throw error;
      }
    }
    for (const name of await this.deployments(colour)) await this.untilComplete(name);
    return gone;
  }

  /** As `kubectl rollout restart` does. @returns when no old pod is left. */
  async restart(name: string): Promise<void> {
    const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
    await cluster().ask("PATCH", await cluster().path(this.deployment(name)), {
      body: { spec: { template: { metadata: { annotations } } } },
      contentType: "application/merge-patch+json",
    });
    await this.untilComplete(name);
  }

  /** Those that stay: one that ends already counts for nothing, and may be evicted at will. */
  private async pods(colour: Colour, role: string): Promise<Item[]> {
    const of: Item = { apiVersion: "v1", kind: "Pod", metadata: { namespace: this.namespace } };
    const all = await cluster().list(of, selectorText(labelsOf({ colour, role })));
    const staying = all.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
    return staying.map(({ metadata }) => ({ ...of, metadata }));
  }

  private deployment(name?: string): Item {
    return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: this.namespace } };
  }

  private async untilComplete(name: string): Promise<void> {
    await untilObject(this.deployment(name), "all its pods are new and ready", (live) => {
      const { generation } = live.metadata as { generation?: number };
      const { replicas } = live.spec as { replicas: number };
      const status = live.status as Record<string, number>;
      const counts = [status.updatedReplicas, status.availableReplicas, status.replicas];
      return status.observedGeneration === generation && counts.every((count) => count === replicas);
    });
  }

  get namespace(): string {
    return `maintenance-${this.pulumi.stack}`;
  }

  /** Names of the Deployments of a colour. */
  async deployments(colour: Colour): Promise<string[]> {
    const of = this.deployment();
    const found = await cluster().list(of, `${labels.colour}=${colour}`);
    return found.map(({ metadata }) => metadata?.name ?? "").sort();
  }

  async dispose(): Promise<void> {
    for (const name of [this.namespace, this.dataNamespace]) {
      await cluster().delete({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
    await this.aws.stop();
    this.pulumi.dispose();
    this.forget();
  }
}

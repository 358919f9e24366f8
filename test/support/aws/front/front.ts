/**
 * The endpoint that programs and SDKs take for AWS. What there is, moto keeps; before it is asked, what AWS would refuse is
 * refused here, and before a change is answered, the load balancers that serve have it.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { S3Client } from "@aws-sdk/client-s3";
import { region } from "../account";
import type { DataPlane } from "../data-plane/data-plane";
import { actionIn, signedIn } from "./asked";
import { type Data, dataReader } from "./data";
import { SimulatedEks } from "./eks/eks";
import { type ActiveFaults, controllerAgent } from "./faults";
import { type DataServers, ledTo, serve } from "./data-servers";
import type { Hold } from "./hold";
import { metricData } from "./metrics";
import { type Model, nothing, readModel, type Rule } from "./model";
import { type Question, questionIn, Refusal, refusalXml } from "./query";
import { dataRefusals, refusals } from "./refusals";
import type { Row } from "./refusals/row";
import { answerAboutTargets, ownActions } from "./registration";
import { readWorld } from "./world";

export interface Behind {
  /** Its address. */
  readonly moto: string;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly buckets: readonly string[];
  readonly dataPlane: DataPlane;
  readonly faults: ActiveFaults;
  readonly hold: Hold;
  /** Where clusters lead to, when there is a real one. */
  readonly apiServer: { readonly endpoint: string; readonly ca: string } | undefined;
  readonly servers: DataServers;
  readonly log: (event: object) => void;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

export class Front {
  model: Model = nothing;
  /** Who asked for which actions. */
  private readonly asked = new Set<string>();
  /** ARNs of all groups that there ever were. */
  private readonly groups = new Set<string>();
  /** The rules of listeners that serve as they were, until when. */
  private readonly late = new Map<string, { rules: readonly Rule[]; until: number }>();
  /** Changes are made one after the other, so that none is served and then forgotten. */
  private turn: Promise<unknown> = Promise.resolve();

  readonly eks: SimulatedEks;
  private readonly readData: () => Promise<Data>;

  constructor(private readonly behind: Behind) {
    this.eks = new SimulatedEks(behind.moto, behind.apiServer);
    this.readData = dataReader(behind.moto, (id) => this.eks.usersOf(id));
  }

  /** @param control what is asked below `/_simulation/`, which is not part of AWS */
  server(control: (path: string, body: string) => Promise<unknown>): Server {
    return createServer((incoming, answer) => {
      this.handle(incoming, answer, control).catch((error: Error) => {
        this.behind.log({ event: "front failed", message: error.message });
        // Not among the errors that an SDK tries again.
        answer.writeHead(501, { "content-type": "text/plain" }).end(`simulation: ${error.message}`);
      });
    });
  }

  private async handle(
    incoming: IncomingMessage,
    answer: ServerResponse,
    control: (path: string, body: string) => Promise<unknown>,
  ): Promise<void> {
    const body = await bodyOf(incoming);
    const { pathname } = new URL(incoming.url ?? "/", "http://front");
    if (pathname.startsWith("/_simulation/")) {
      const told = (await control(pathname.slice("/_simulation/".length), body)) ?? null;
      answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
      return;
    }
    const isController = (incoming.headers["user-agent"] ?? "").includes(controllerAgent);
    if (this.behind.faults.apiDown && !isController) {
      incoming.socket.destroy();
      return;
    }
    const { region: asked, service } = signedIn(incoming.headers);
    if (asked !== undefined && asked !== region) throw new Error(`only ${region} is simulated, not ${asked}`);
    this.remember(incoming, body);
    if (service === "eks") return this.handleEks(incoming, answer, body);
    if (service === "monitoring") {
      const told = metricData(body, this.behind.dataPlane.counts, this.model);
      answer.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(told);
      return;
    }
    const question = questionIn(body);
    const { hold } = this.behind;
    if (question) await hold.wait(question.action, "request");
    // Its sender was killed meanwhile: AWS never hears of it.
    if (incoming.socket.destroyed || incoming.socket.readableEnded) return;
    const {
      status,
      type,
      body: told,
    } = question
      ? await this.answered(question, incoming, body, isController)
      : await this.passOn(incoming, body);
    if (question && !question.action.startsWith("Describe")) {
      this.behind.log({ event: "call", action: question.action, status, parameters: question.parameters });
    }
    if (question) await hold.wait(question.action, "answer");
    answer.writeHead(status, { "content-type": type }).end(told);
  }

  /** The first time that somebody asks for something. */
  private remember({ method = "", url = "", headers }: IncomingMessage, body: string): void {
    const { by, service } = signedIn(headers);
    const action =
      service === "eks"
        ? `eks:${this.eks.call(method, url, body).action}`
        : actionIn({ method, url, headers, body });
    const what = `${by} ${action}`;
    if (action === undefined || this.asked.has(what)) return;
    this.asked.add(what);
    this.behind.log({ event: "asked", by, action });
  }

  private async handleEks(incoming: IncomingMessage, answer: ServerResponse, body: string): Promise<void> {
    const { hold, log } = this.behind;
    const { action, answer: made } = this.eks.call(incoming.method ?? "", incoming.url ?? "", body);
    await hold.wait(action, "request");
    if (incoming.socket.destroyed || incoming.socket.readableEnded) return;
    const done = this.turn.then(made);
    this.turn = done.catch(() => undefined);
    const { status, body: told } = await done;
    if (!action.startsWith("Describe")) log({ event: "call", action, status });
    await hold.wait(action, "answer");
    answer.writeHead(status, { "content-type": "application/json" }).end(told);
  }

  private async answered(
    question: Question,
    incoming: IncomingMessage,
    body: string,
    isController: boolean,
  ): Promise<Answer> {
    try {
      const refusal = isController ? undefined : this.behind.faults.refusalOf(question);
      if (refusal) throw refusal;
      if (ownActions.includes(question.action)) {
        const told = answerAboutTargets(question, this.model, this.behind.dataPlane.targets);
        return { status: 200, type: "text/xml", body: told };
      }
      if (question.action.startsWith("Describe")) return this.named(await this.passOn(incoming, body));
      const made = this.turn.then(() => this.change(question, incoming, body));
      this.turn = made.catch(() => undefined);
      return await made;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, type: "text/xml", body: refusalXml(question, error) };
    }
  }

  private async change(question: Question, incoming: IncomingMessage, body: string): Promise<Answer> {
    const { elb, ec2, s3, buckets, faults } = this.behind;
    await refuse(question, refusals, () => readWorld(elb, ec2, s3, buckets));
    await refuse(question, dataRefusals, this.readData);
    const answer = await this.passOn(incoming, body);
    if (answer.status < 300) await serve(this.behind.servers, question);
    if (question.service !== "elbv2" || answer.status >= 300) return this.named(answer);
    const isOfListener = question.action === "ModifyListener" || question.action === "ModifyRule";
    if (isOfListener && faults.lateWeightsMs > 0) this.keepServing(faults.lateWeightsMs);
    await this.refresh();
    return this.named(answer);
  }

  /** What serves has what moto knows. */
  async refresh(): Promise<void> {
    this.model = await readModel(this.behind.elb);
    for (const arn of this.model.groups.keys()) this.groups.add(arn);
    await this.behind.dataPlane.apply(this.served());
  }

  /** Or had it, when it is gone. */
  hasGroup(arn: string): boolean {
    return this.groups.has(arn);
  }

  private served(): Model {
    const now = Date.now();
    const loadBalancers = this.model.loadBalancers.map((loadBalancer) => ({
      ...loadBalancer,
      listeners: loadBalancer.listeners.map((listener) => {
        const { rules, until } = this.late.get(listener.arn) ?? { rules: listener.rules, until: 0 };
        return until > now ? { ...listener, rules } : listener;
      }),
    }));
    return { ...this.model, loadBalancers };
  }

  private keepServing(ms: number): void {
    for (const { listeners } of this.model.loadBalancers) {
      for (const { arn, rules } of listeners) this.late.set(arn, { rules, until: Date.now() + ms });
    }
    setTimeout(() => {
      this.turn = this.turn.then(() => this.refresh()).catch(() => undefined);
    }, ms + 1);
  }

  /** The names of load balancers and databases lead to where they serve. */
  private named(answer: Answer): Answer {
    let body = ledTo(this.behind.servers, answer.body);
    for (const { arn, name } of this.model.loadBalancers) {
      const place = this.behind.dataPlane.address(arn);
      if (place !== undefined) body = body.replaceAll(`${name}-1.${region}.elb.amazonaws.com`, place);
    }
    return { ...answer, body };
  }

  private passOn(incoming: IncomingMessage, body: string): Promise<Answer> {
    const { method, url, headers } = incoming;
    return new Promise((resolve, reject) => {
      const options = { method, headers: { ...headers, connection: "close" }, agent: false as const };
      const outgoing = request(new URL(url ?? "/", this.behind.moto), options, (answer) => {
        bodyOf(answer).then((told) => {
          const type = answer.headers["content-type"] ?? "text/xml";
          resolve({ status: answer.statusCode ?? 500, type, body: told });
        }, reject);
      });
      outgoing.once("error", reject);
      outgoing.end(body);
    });
  }
}

/** @throws for the first row that finds a fault */
async function refuse<W>(
  { action, parameters }: Question,
  table: readonly Row<W>[],
  read: () => Promise<W>,
): Promise<void> {
  const rows = table.filter(({ actions }) => actions.includes(action));
  if (rows.length === 0) return;
  const world = await read();
  for (const { code, fault } of rows) {
    const message = fault(parameters, world);
    if (message !== undefined) throw new Refusal(code, message);
  }
}

async function bodyOf(from: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of from) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

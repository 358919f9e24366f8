/**
 * `make logs`: what all containers of the environment write, as one log. COLOUR=green is that colour alone, TAIL=200
 * begins with so many lines of each container, FOLLOW=no ends there.
 */
import { PassThrough } from "node:stream";
import { createInterface } from "node:readline";
import type Docker from "dockerode";
import { type Colour, colours } from "../components/colour";
import { type Found, labels, withoutFrames } from "../components/docker/engine";
import { type LogLine, lineOf, linesOf, merged } from "./log-lines";
import { colourOf, hostOf, onEngine, shortName, stackHere } from "./stack";
import { failWith, type Paint, paintFor } from "./terminal";

interface Wish {
  readonly colour?: Colour;
  readonly tail: number;
  readonly follow: boolean;
}

export function wishFrom(env: NodeJS.ProcessEnv): Wish {
  const oneOf = (name: string, allowed: readonly string[]) => {
    const value = env[name] ?? "";
    if (value === "" || allowed.includes(value)) return value;
    throw new Error(`${name} is "${value}"; allowed are: ${allowed.join(", ")}`);
  };
  const colour = colours.find((each) => each === oneOf("COLOUR", colours));
  const tail = env.TAIL || "50";
  if (!/^[0-9]{1,6}$/.test(tail)) throw new Error(`TAIL is "${tail}"; allowed is a number of lines`);
  return { colour, tail: Number(tail), follow: oneOf("FOLLOW", ["yes", "no"]) !== "no" };
}

/** One container, as its lines are marked. */
interface Source {
  readonly id: string;
  readonly mark: string;
}

class Logs {
  /** The last line printed of each container. */
  private readonly printed = new Map<string, string>();
  private readonly followed = new Set<string>();
  private width = 0;

  constructor(
    private readonly engine: Docker,
    private readonly stack: string,
    private readonly paint: Paint,
  ) {}

  async tail(containers: readonly Found[], lines: number): Promise<void> {
    const sources = containers.map((each) => this.sourceOf(each));
    const logs = await Promise.all(
      sources.map(async ({ id, mark }) => {
        const options = { stdout: true, stderr: true, timestamps: true, tail: lines };
        const found = linesOf(mark, withoutFrames(await this.engine.getContainer(id).logs(options)));
        this.printed.set(id, found.at(-1)?.at ?? "");
        return found;
      }),
    );
    for (const line of merged(logs)) this.print(line);
  }

  /** Prints what comes until the container stops. */
  async follow(container: Found): Promise<void> {
    const { id, mark } = this.sourceOf(container);
    if (this.followed.has(id)) return;
    this.followed.add(id);
    const from = this.printed.get(id) ?? "";
    const since = from === "" ? 0 : Math.floor(Date.parse(from) / 1000);
    const options = { follow: true, stdout: true, stderr: true, timestamps: true, since } as const;
    const stream = await this.engine.getContainer(id).logs(options);
    const [out, err] = [new PassThrough(), new PassThrough()];
    (this.engine.modem as { demuxStream(...streams: unknown[]): void }).demuxStream(stream, out, err);
    for (const part of [out, err]) {
      createInterface({ input: part }).on("line", (text) => {
        const line = lineOf(mark, text);
        if (line.at <= from) return;
        this.printed.set(id, line.at);
        this.print(line);
      });
    }
    stream.on("end", () => this.followed.delete(id));
  }

  private sourceOf(container: Found): Source {
    const colour = colourOf(container);
    const version = container.labels[labels.version];
    const name = shortName(this.stack, container);
    const mark = colour ? `${colour} ${version} ${name}` : name;
    this.width = Math.max(this.width, mark.length);
    return { id: container.id, mark };
  }

  private print({ from, text }: LogLine): void {
    const colour = colours.find((each) => from.startsWith(`${each} `));
    process.stdout.write(`${this.paint(colour ?? "grey", `${from.padEnd(this.width)} |`)} ${text}\n`);
  }
}

async function main(name: string): Promise<void> {
  const { colour, tail, follow } = wishFrom(process.env);
  const stack = stackHere(name);
  const host = hostOf(stack);
  const wanted = async () => {
    const { engine, containers } = await onEngine(stack, host);
    return { engine, chosen: containers.filter((each) => colour === undefined || colourOf(each) === colour) };
  };
  const { engine, chosen } = await wanted();
  if (chosen.length === 0) {
    process.stderr.write(
      `${name}: no container${colour ? ` of ${colour}` : ""} is there; make status says what is\n`,
    );
  }
  const logs = new Logs(engine, name, paintFor(process.stdout));
  await logs.tail(chosen, tail);
  if (!follow) return;
  // A release makes new containers: they are followed as they start.
  const filters = { type: ["container" as const], event: ["start"], label: [`${labels.stack}=${name}`] };
  const starts = await engine.getEvents({ filters });
  const followAll = async () => {
    for (const each of (await wanted()).chosen) await logs.follow(each);
  };
  starts.on("data", () => void followAll().catch(failWith));
  await followAll();
}

if (require.main === module) {
  // Whoever reads has seen enough: `make logs | head`.
  process.stdout.on("error", () => process.exit(0));
  main(process.argv[2] ?? "dev").catch(failWith);
}

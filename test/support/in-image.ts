/** Runs one command in a container of an image, with files put in place; the container is always removed. */
import { pack } from "tar-stream";
import { connect, logTail } from "../../components/docker/engine";

export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** With image, `uid:gid`, command, and files by their absolute path. */
export async function runInImage(
  image: string,
  user: string,
  command: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const engine = await connect();
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: [...command],
    Cmd: [],
    User: user,
    HostConfig: { NetworkMode: "none", CapDrop: ["ALL"] },
  });
  try {
    await container.putArchive(await archive(files), { path: "/" });
    await container.start();
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    return { exitCode: StatusCode, output: await logTail(engine, container.id) };
  } finally {
    await container.remove({ force: true, v: true });
  }
}

async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [path, content] of Object.entries(files)) tar.entry({ name: path.replace(/^\//, "") }, content);
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

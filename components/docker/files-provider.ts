import { readFileSync } from "node:fs";
import type Docker from "dockerode";
import { assertStillAsked } from "../provider/asked";
import { resourceProvider, sameInputs } from "../provider/provider";
import { connect, labels, unlessMissing } from "./engine";
import type { FilesInputs } from "./files";

export const provider = resourceProvider<FilesInputs, object>({
  differs: (olds, news) =>
    Promise.resolve(!sameInputs(olds, news, "volume", "folder", "files", "secrets", "owner")),
  create: fill,
  update: (_olds, news) => fill(news),
});

/** Files reach a volume through a container that mounts it; it is never started. */
async function fill(inputs: FilesInputs): Promise<object> {
  const engine = await connect(inputs.host);
  await pullUnlessThere(engine, inputs.image);
  await assertStillAsked();
  const container = await engine.createContainer({
    Image: inputs.image,
    Cmd: ["true"],
    Labels: { ...inputs.labels, [labels.role]: "files", [labels.passing]: "true" },
    HostConfig: { Binds: [`${inputs.volume}:${inputs.folder}`] },
  });
  try {
    await container.putArchive(await archive(inputs), { path: inputs.folder });
  } finally {
    await container.remove({ force: true, v: true });
  }
  return {};
}

async function archive({ files = {}, secrets = {}, owner }: FilesInputs): Promise<Buffer> {
  const { pack } = await import("tar-stream");
  const tar = pack();
  const who = owner === undefined ? {} : { uid: owner, gid: owner };
  const put = (name: string, content: string, mode = owner === undefined ? 0o444 : 0o644) =>
    tar.entry({ name, mode, ...who }, content);
  for (const [name, content] of Object.entries(files)) put(name, content);
  for (const [name, { password, text }] of Object.entries(secrets)) {
    const secret = readFileSync(password, "utf8").trim();
    put(
      name,
      text.replaceAll("{password}", () => secret),
      owner === undefined ? 0o444 : 0o600,
    );
  }
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function pullUnlessThere(engine: Docker, image: string): Promise<void> {
  if (await unlessMissing(engine.getImage(image).inspect())) return;
  const progress = await engine.pull(image);
  await new Promise<void>((resolve, reject) => {
    engine.modem.followProgress(progress, (failure: Error | null) => (failure ? reject(failure) : resolve()));
  });
}

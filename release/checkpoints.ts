/** Where Pulumi keeps its history of a stack, with a checkpoint of each run: in a folder, or in a bucket. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { awsRetries, loadSdk } from "../components/aws/sdk";
import { project, type Stack, stateFolder } from "../setup/stack";

export interface Checkpoints {
  /** Names of all that is kept. */
  names(): Promise<string[]>;
  read(name: string): Promise<string>;
}

/** @param backend as `pulumi whoami` says it @returns undefined for one that keeps them elsewhere */
export function checkpointsOf({ name: stack }: Stack, backend: string | undefined): Checkpoints | undefined {
  const state = stateFolder(backend);
  if (state !== undefined) return inFolder(join(state, "history", project, stack));
  if (backend?.startsWith("s3://")) return inBucket(new URL(backend), `.pulumi/history/${project}/${stack}/`);
  return undefined;
}

function inFolder(folder: string): Checkpoints {
  return {
    names: () => readdir(folder),
    read: (name) => readFile(join(folder, name), "utf8"),
  };
}

/** @param url as Pulumi takes it: `s3://BUCKET/PREFIX?region=...&profile=...&endpoint=...&s3ForcePathStyle=true` */
function inBucket({ hostname, pathname, searchParams }: URL, folder: string): Checkpoints {
  const given = pathname.replace(/^\/|\/$/g, "");
  const [Bucket, Prefix] = [hostname, given === "" ? folder : `${given}/${folder}`];
  const client = async () => {
    const sdk = await loadSdk(() => import("@aws-sdk/client-s3"));
    const told = (key: string) => searchParams.get(key) ?? undefined;
    const settings = { region: told("region"), profile: told("profile"), endpoint: told("endpoint") };
    const forcePathStyle = told("s3ForcePathStyle") === "true";
    return { sdk, s3: new sdk.S3Client({ ...settings, forcePathStyle, ...awsRetries }) };
  };
  return {
    names: async () => {
      const { sdk, s3 } = await client();
      const names: string[] = [];
      for await (const { Contents = [] } of sdk.paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        names.push(...Contents.map(({ Key = "" }) => Key.slice(Prefix.length)));
      return names;
    },
    read: async (name) => {
      const { sdk, s3 } = await client();
      const { Body } = await s3.send(new sdk.GetObjectCommand({ Bucket, Key: Prefix + name }));
      return (await Body?.transformToString("utf8")) ?? "";
    },
  };
}

/** The API of a cluster in which nothing of the environment is there yet: for previews without a cluster. */
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { selfSigned } from "../certificate";

export interface NothingThere {
  readonly endpoint: string;
  /** In base64, as EKS tells it. */
  readonly ca: string;
  /** Paths that were asked for, without their queries. */
  readonly asked: readonly string[];
  close(): void;
}

/** What an API server says of objects in a namespace that is not there: previews then show the inputs. */
const missing = JSON.stringify({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  reason: "NotFound",
  code: 404,
});

export async function nothingThere(): Promise<NothingThere> {
  const { key, cert } = await selfSigned("kubernetes", ["IP:127.0.0.1"]);
  const asked: string[] = [];
  const server = createServer({ key, cert }, ({ url = "" }, answer) => {
    asked.push(url.replace(/\?.*/, ""));
    answer.writeHead(404, { "content-type": "application/json" }).end(missing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `https://127.0.0.1:${port}`, ca: cert.toString("base64"), asked, close };
}

/** Commands in pods. They come by the kubelet, whom no NetworkPolicy keeps away. */
import { Writable } from "node:stream";
import { kubeconfig } from "./cluster";

/** @returns what it wrote to standard output. @throws with what it wrote to standard error when it fails. */
export async function execInPod(namespace: string, pod: string, command: readonly string[]): Promise<string> {
  const { Exec, KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const [output, errors] = [new Heard(), new Heard()];
  return new Promise((resolve, reject) => {
    new Exec(config)
      .exec(namespace, pod, "main", [...command], output, errors, null, false, ({ status, message }) => {
        if (status === "Success") resolve(output.text);
        else reject(new Error(`in ${pod}: ${message}\n${errors.text}`));
      })
      .catch(reject);
  });
}

class Heard extends Writable {
  text = "";
  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    this.text += piece.toString();
    done();
  }
}

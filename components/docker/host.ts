/** Which engine is meant, and where what it publishes is reached. Pure but for the environment variable. */

/** The engine in use: the setting, else DOCKER_HOST, else the local one. The Docker provider decides the same. */
export function engineHost(setting?: string): string {
  return setting || process.env.DOCKER_HOST || "unix:///var/run/docker.sock";
}

/** An engine that shares this machine's ports. */
export function isHere(host: string): boolean {
  return /^(unix|npipe):/.test(host);
}

/** Where people reach a port published on `bind`: "every address" is not one, so it is the server's own name. */
export function reachedAt(bind: string, host: string): string {
  if (bind !== "0.0.0.0") return bind;
  return isHere(host) ? "127.0.0.1" : new URL(host).hostname;
}

import { resourceProvider } from "../provider/provider";
import { connect } from "./engine";

/** Of Docker 20.10, the oldest that the tests run on. */
const oldestApi = [1, 41] as const;

export const provider = resourceProvider<{ host?: string }, object>({
  async check({ host }) {
    try {
      const { ApiVersion, Version } = await (await connect(host)).version();
      if (isRecent(ApiVersion)) return [];
      return [
        `the Docker engine is ${Version} (API ${ApiVersion}), so nothing is changed: 20.10 (API 1.41) or later is needed`,
      ];
    } catch (error) {
      return [
        `the Docker engine does not answer, so nothing is changed (${(error as Error).message}): start it, or correct docker/host or DOCKER_HOST; docker info must answer`,
      ];
    }
  },
  differs: () => Promise.resolve(false),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
});

export function isRecent(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split(".").map(Number);
  return major > oldestApi[0] || (major === oldestApi[0] && minor >= oldestApi[1]);
}

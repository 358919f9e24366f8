/** The whole environment on mocks. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Environment } from "../../components/environment";
import { choosePlatform } from "../../components/platform";
import { record, type RecordOptions, type Recording } from "./recorder";
import { settingsWith } from "./release";

/** What the engine answers when it has an image. */
export const imageIsThere = { "docker:index/getRemoteImage:getRemoteImage": { id: "sha256:1" } };

/** The passwords of every recorded environment. */
export const passwords = { postgres: "the-password-of-postgres", redis: "the-password-of-redis" } as const;

interface EnvironmentOptions extends RecordOptions {
  /** Files of the project by their path. */
  readonly sources?: Readonly<Record<string, string>>;
}

const recordings = new Map<string, Promise<Recording>>();

/** A recording is not changed by those who look at it, so each environment is recorded once. */
export function recordEnvironment(
  sections: Record<string, unknown> = {},
  options: EnvironmentOptions = {},
): Promise<Recording> {
  const key = JSON.stringify([sections, options]);
  const recording = recordings.get(key) ?? recordAnew(sections, options);
  recordings.set(key, recording);
  return recording;
}

function recordAnew(sections: Record<string, unknown>, options: EnvironmentOptions): Promise<Recording> {
  return record(async () => {
    const files = {
      ".state/passwords/unit/postgres": passwords.postgres,
      ".state/passwords/unit/redis": passwords.redis,
      ".state/identity/unit": "0a1b2c3d",
      ...options.sources,
    };
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const settings = settingsWith(sections);
    const platform = await choosePlatform(settings);
    new Environment("environment", { settings, platform }, { providers: platform.providers });
  }, options);
}

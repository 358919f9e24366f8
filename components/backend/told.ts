/** What the application is told on every platform (docs/your-app.md). */
import type { ColourArgs, Foundations } from "../platform";
import type { BackendSettings } from "../settings/schema";
import { withOwnNames } from "./variables";

/** Where containers of the application find their passwords. */
export const secretFolders = {
  postgres: "/etc/maintenance/postgres",
  redis: "/etc/maintenance/redis",
} as const;

/** By which a container knows itself, and finds the others. */
export interface Names {
  readonly instance: string;
  readonly postgres: string;
  readonly redis: string;
}

/** What the application is told; its migration is told the same. */
export function backendEnvironment(
  settings: BackendSettings,
  { colour, postgres, redis }: Pick<ColourArgs, "colour"> & Pick<Foundations, "postgres" | "redis">,
  names: Names,
): Record<string, string> {
  const given = withOwnNames(settings.environment, {
    COLOUR: colour,
    POSTGRES_HOST: names.postgres,
    POSTGRES_PORT: String(postgres.port),
    POSTGRES_DATABASE: postgres.database,
    POSTGRES_USER: postgres.user,
    POSTGRES_PASSWORD_FILE: `${secretFolders.postgres}/password`,
    REDIS_HOST: names.redis,
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD_FILE: `${secretFolders.redis}/password`,
    INSTANCE: names.instance,
  });
  return {
    ...given,
    ...(postgres.tls && { POSTGRES_SSLMODE: "require" }),
    ...(redis.tls && { REDIS_TLS: "true" }),
  };
}

/** What the application is told on every platform (docs/your-app.md). */
import type { ColourArgs, Foundations } from "../platform";
import type { BackendSettings } from "../settings/schema";
import { withOwnNames } from "./variables";

/** Where containers of the application find their passwords. */
export const secretFolders = {
  postgres: "/etc/maintenance/postgres",
  redis: "/etc/maintenance/redis",
} as const;

/** What the application is told; its migration is told the same. */
export function backendEnvironment(
  settings: BackendSettings,
  { colour, postgres, redis }: Pick<ColourArgs, "colour"> & Pick<Foundations, "postgres" | "redis">,
  instance: string,
): Record<string, string> {
  return withOwnNames(settings.environment, {
    COLOUR: colour,
    POSTGRES_HOST: postgres.host,
    POSTGRES_PORT: String(postgres.port),
    POSTGRES_DATABASE: postgres.database,
    POSTGRES_USER: postgres.user,
    POSTGRES_PASSWORD_FILE: `${secretFolders.postgres}/password`,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD_FILE: `${secretFolders.redis}/password`,
    INSTANCE: instance,
  });
}

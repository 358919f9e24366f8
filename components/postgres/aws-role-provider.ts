import { runErrand } from "../kubernetes/errand";
import { databaseRole } from "../network/flows";
import { notice, resourceProvider, sameInputs } from "../provider/provider";
import type { DatabaseRoleInputs } from "./aws-role";

const folder = "/etc/maintenance/role";

/** Run twice it changes nothing but the password, which becomes the one it is given. */
const sql = `\\set password \`cat ${folder}/password\`
SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \\gexec
ALTER ROLE :"role" LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'password';
GRANT :"role" TO CURRENT_USER;
SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'role')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \\gexec
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
`;

export const provider = resourceProvider<DatabaseRoleInputs, object>({
  /** A password that changed in AWS stays what it is in PostgreSQL: pods that run have it, and need it. */
  differs: (olds, news) => Promise.resolve(!sameInputs(olds, news, "host", "port", "master", "role")),
  create: make,
  update: (_olds, news) => make(news),
});

async function make(inputs: DatabaseRoleInputs): Promise<object> {
  notice(`postgres: making the role ${inputs.role} and its database`);
  try {
    await runErrand(inputs, {
      role: databaseRole,
      image: inputs.image,
      user: 10_001,
      command: [
        "sh",
        "-c",
        `PGPASSWORD="$(cat ${folder}/master)" exec psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set role="$ROLE" --file ${folder}/role.sql`,
      ],
      environment: {
        ROLE: inputs.role,
        PGHOST: inputs.host,
        PGPORT: String(inputs.port),
        PGUSER: inputs.master,
        PGDATABASE: "postgres",
        PGSSLMODE: "require",
        PGCONNECT_TIMEOUT: "10",
      },
      folder,
      files: { master: inputs.masterPassword, password: inputs.password, "role.sql": sql },
      timeoutMs: 10 * 60_000,
    });
  } catch (error) {
    throw new Error(
      `the role ${inputs.role} could not be made in PostgreSQL at ${inputs.host}: ${(error as Error).message}\n` +
        "Mend what it says, then run again: nothing else was changed",
      { cause: error },
    );
  }
  return {};
}

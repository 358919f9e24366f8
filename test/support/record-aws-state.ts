/**
 * Records the state of what an environment on AWS stands on, as this version of the program makes it (R11): run once per
 * released version, with a cluster up, `npm run record-aws-state`, and commit the file. Later programs preview it.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountId } from "./aws/account";
import { AwsSimulation } from "./aws/simulation";
import { kubeconfig } from "./kubernetes/cluster";
import { projectRoot } from "./project-copy";
import { Program } from "./provider/program";
import { withoutSources } from "./record-state";
import { awsSection, goodConfig, madeEdge, madeNetwork, onAws } from "./release";

export const awsStates = join(projectRoot, "test/fixtures/aws-states");

/** A state, and what the stack file said then. */
export interface RecordedState {
  readonly settings: Readonly<Record<string, object>>;
  /** Id of the hosted zone, which each account has under another one. */
  readonly zoneId: string;
  readonly state: object;
}

/** All that is made, protected as it is by default. */
function allMade(): RecordedState["settings"] {
  return {
    ...goodConfig(),
    postgres: { version: 16 },
    ...onAws({
      aws: awsSection({
        account: accountId,
        deploy: { repository: "example/maintenance" },
        network: madeNetwork,
        edge: madeEdge,
        cluster: { version: "1.36", administrators: [`arn:aws:iam::${accountId}:user/simulated`] },
        postgres: {},
        redis: {},
      }),
    }),
  };
}

async function record(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
    version: string;
  };
  const aws = await AwsSimulation.start({ kubeconfig, isClusterMade: true });
  const program = await Program.create({ main: "foundations.js", env: aws.env, isNamedAsHere: true });
  try {
    const settings = allMade();
    program.configure(settings);
    const { code, output } = await program.pulumi("up");
    if (code !== 0) throw new Error(output);
    const state = await program.exported();
    mkdirSync(awsStates, { recursive: true });
    const file = join(awsStates, `${version}.json`);
    writeFileSync(file, `${JSON.stringify({ settings, zoneId: aws.zoneId, state }, withoutSources, 1)}\n`);
    return file;
  } finally {
    program.dispose();
    await aws.stop();
  }
}

if (require.main === module) {
  // Connections to the cluster stay open.
  record().then(
    (file) => {
      console.log(`recorded ${file}`);
      process.exit();
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

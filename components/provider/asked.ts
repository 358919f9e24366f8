import { connect } from "node:net";

/**
 * Before a step changes something: whether the CLI that asked for it still lives. After a kill of the CLI alone its
 * plugins live on, and one that was slow would do what it was asked for long ago, behind the back of a later run.
 *
 * @throws when nobody listens on the address that the CLI gave this process.
 */
export async function assertStillAsked(address = addressOfCli(process.argv)): Promise<void> {
  if (address === undefined || (await listens(address))) return;
  throw new Error("the pulumi command that asked for this has ended, so nothing was changed");
}

/** The engine's address, which every plugin is started with; undefined outside of one, as in a unit test. */
export function addressOfCli(args: readonly string[]): string | undefined {
  return args.filter((arg) => /^127\.0\.0\.1:\d+$/.test(arg)).at(-1);
}

function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

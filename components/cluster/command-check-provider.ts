import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { loadAhead } from "../aws/load-ahead";
import { resourceProvider } from "../provider/provider";

export const provider = resourceProvider<{ command: string }, object>({
  check: ({ command }) => {
    loadAhead();
    const fault = `the command ${command} is not on the PATH, so nothing is changed: the cluster is asked with tokens that it makes; install the AWS CLI, version 2`;
    return Promise.resolve(isOnPath(command) ? [] : [fault]);
  },
  differs: () => Promise.resolve(false),
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
});

export function isOnPath(command: string, path = process.env.PATH ?? ""): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

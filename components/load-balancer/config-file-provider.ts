import { resourceProvider, sameInputs } from "../dynamic/provider";
import type { ConfigFileInputs } from "./docker";
import { HaProxy } from "./haproxy";

export const provider = resourceProvider<ConfigFileInputs, object>({
  async differs(olds, news) {
    return !sameInputs(olds, news, "file", "content", "container") || !(await runsWith(news));
  },
  create: apply,
  update: (_olds, news) => apply(news),
});

async function apply(inputs: ConfigFileInputs): Promise<object> {
  await (await HaProxy.of(inputs)).applyFile(inputs.file, inputs.content);
  return {};
}

/** Whether the file is as wished and the running configuration is the one on file; not when it cannot be asked. */
export async function runsWith(
  inputs: Pick<ConfigFileInputs, "host" | "network" | "file" | "content">,
): Promise<boolean> {
  try {
    const status = await HaProxy.recentStatus(inputs);
    return status.files[inputs.file] === inputs.content && status.configHash === status.runningHash;
  } catch {
    return false;
  }
}

import { resourceProvider, sameInputs } from "../provider/provider";
import { until } from "../until";
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
  const loadBalancer = await HaProxy.of(inputs);
  await until(() => answers(loadBalancer), "the load balancer, just started, to answer");
  await loadBalancer.applyFile(inputs.file, inputs.content);
  return {};
}

function answers(loadBalancer: HaProxy): Promise<boolean> {
  return loadBalancer.status().then(
    () => true,
    () => false,
  );
}

/** Whether the file is as wished and the running configuration is the one on file; not when it cannot be asked. */
export async function runsWith(
  inputs: Pick<ConfigFileInputs, "host" | "network" | "file" | "content">,
): Promise<boolean> {
  try {
    const status = await HaProxy.recentStatus(inputs);
    return status?.files[inputs.file] === inputs.content && status.configHash === status.runningHash;
  } catch {
    return false;
  }
}

import type * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "../aws/context";
import { backendPod } from "../backend/kubernetes";
import { frontendPod, nginxConfigOf } from "../frontend/kubernetes";
import type { ColourArgs, Foundations, ReleaseRecord } from "../platform";
import { recordRelease } from "./release-record";

export function createReleaseRecord(
  context: AwsContext,
  args: ColourArgs & Foundations,
  opts: pulumi.CustomResourceOptions,
): ReleaseRecord {
  const { settings, kubernetes } = context;
  const { frontend, backend, release } = settings;
  const definition = {
    frontend: frontendPod(context, args),
    nginx: nginxConfigOf(settings, kubernetes.name, args),
    backend: backendPod(context, args),
  };
  const { colour, version } = args;
  const cost = "its pods are replaced one by one while they may serve";
  // How many there are is no part of the definition: autoscaling bounds are outside the freeze.
  const replicas = () => ({ frontend: frontend.replicas, backend: backend.replicas });
  const { allowInPlace } = release;
  return recordRelease({ colour, version, definition, cost, allowInPlace }, replicas, opts);
}

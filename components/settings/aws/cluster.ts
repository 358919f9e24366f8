/** The cluster that the colours run in. */
import * as v from "valibot";
import { duration, maybe, required, setting, text } from "../rules";
import { id } from "./values";

export const cluster = v.strictObject({
  context: maybe(
    text("the name of a context", /^\S+$/),
    "context of the kubeconfig (KUBECONFIG, else ~/.kube/config); absent: its current one",
  ),
  securityGroup: required(id("security group", "sg"), "security group of the pods' addresses"),
  namespace: maybe(
    text("a namespace name of at most 63 characters", /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
    "namespace of this environment; absent: project and stack",
  ),
  startTimeout: setting(
    duration,
    "10 minutes",
    "how long a Deployment may take until all its pods are ready",
  ),
  preStop: setting(
    duration,
    "20 seconds",
    "a pod goes on serving for so long when it is to stop, until no load balancer sends it anything",
  ),
});

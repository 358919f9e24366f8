/** Pods behind a target group: a Service, its TargetGroupBinding, and a Deployment that waits for its readiness gate. */
import type { Item } from "../kubernetes/client";
import { webDeployment, webPodSpec, webService } from "../kubernetes/workloads";

export function binding(namespace: string, name: string, targetGroupARN: string, service = name): Item {
  return {
    apiVersion: "elbv2.k8s.aws/v1beta1",
    kind: "TargetGroupBinding",
    metadata: { name, namespace },
    spec: { targetGroupARN, targetType: "ip", serviceRef: { name: service, port: 80 } },
  };
}

/** Its pods are ready only when the load balancer of the binding of the same name finds them healthy. */
export function gatedDeployment(namespace: string, name: string, replicas = 1): Item {
  const deployment = webDeployment(namespace, name, replicas);
  const { spec } = deployment as { spec: { template: object } };
  const conditionType = `target-health.elbv2.k8s.aws/${name}`;
  return {
    ...deployment,
    spec: {
      ...spec,
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        ...spec.template,
        spec: {
          ...webPodSpec(),
          readinessGates: [{ conditionType }],
          // Longer than the controller takes to notice, as on AWS.
          terminationGracePeriodSeconds: 10,
        },
      },
    },
  };
}

export { webService as service };

/** Small workloads for tests: pods that need no privilege, from an image that every machine of the tests has. */
import type { Item } from "./client";

/** Of `setup/images.txt`. */
export const image = "python:3.11-slim-bookworm";

/** What `restricted` Pod Security asks for. */
const unprivileged = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

export function podSpec(command: readonly string[], container: object = {}): object {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "main",
        image,
        imagePullPolicy: "IfNotPresent",
        command,
        securityContext: unprivileged,
        ...container,
      },
    ],
  };
}

/** Answers on port 8080 with the files of its `/etc`. */
export function webPodSpec(): object {
  return podSpec(["python3", "-m", "http.server", "8080", "--directory", "/etc"], {
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: "/hostname", port: 8080 }, periodSeconds: 1 },
  });
}

export function webDeployment(namespace: string, name: string, replicas = 1): Item {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: webPodSpec() },
    },
  };
}

export function webService(namespace: string, name: string): Item {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

/** Runs once. */
export function job(namespace: string, name: string, command: readonly string[]): Item {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace },
    spec: { backoffLimit: 0, template: { spec: { ...podSpec(command), restartPolicy: "Never" } } },
  };
}

export function python(program: string): string[] {
  return ["python3", "-c", program];
}

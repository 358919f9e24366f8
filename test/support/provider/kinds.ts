/** One object of each kind that the project uses, with a change that keeps it, one that needs another, and one that is refused. */
import { podSpec, webDeployment, webService } from "../kubernetes/workloads";
import type { Declared } from "./program";
import { isMap } from "./values";

export interface Kind {
  readonly declared: Declared;
  /** Merged into the arguments. */
  readonly update: object;
  readonly replace: object;
  readonly refused: object;
  /** What the refusal says. */
  readonly says: RegExp;
}

export function kindsIn(namespace: string, group: string): Readonly<Record<string, Kind>> {
  const metadata = (name: string) => ({ name, namespace });
  const { spec: web } = webDeployment(namespace, "web");
  const { spec: service } = webService(namespace, "web");
  return {
    Namespace: {
      declared: {
        type: "core/v1/Namespace",
        name: "namespace",
        args: { metadata: { name: `${namespace}-more` } },
      },
      update: { metadata: { labels: { step: "two" } } },
      replace: { metadata: { name: `${namespace}-other` } },
      refused: { metadata: { name: "Not_a_name" } },
      says: /Not_a_name/,
    },
    ConfigMap: {
      // Without a name: it is generated.
      declared: {
        type: "core/v1/ConfigMap",
        name: "config-map",
        args: { metadata: { namespace }, data: { greeting: "hello" } },
      },
      update: { metadata: { labels: { step: "two" } } },
      replace: { data: { greeting: "good day" } },
      refused: { data: { "not a key": "x" } },
      says: /not a key/,
    },
    Secret: {
      declared: {
        type: "core/v1/Secret",
        name: "secret",
        args: { metadata: metadata("secret"), stringData: { password: { secret: "in-clear-nowhere" } } },
      },
      update: { metadata: { labels: { step: "two" } } },
      replace: { stringData: { password: { secret: "another-in-clear-nowhere" } } },
      refused: { data: { password: "not base64!" } },
      says: /illegal base64|decode/,
    },
    Deployment: {
      declared: { type: "apps/v1/Deployment", name: "web", args: { metadata: metadata("web"), spec: web } },
      update: { spec: { template: { metadata: { annotations: { step: "two" } } } } },
      replace: {
        spec: {
          selector: { matchLabels: { app: "web", step: "three" } },
          template: { metadata: { labels: { step: "three" } } },
        },
      },
      refused: { spec: { template: { metadata: { labels: { app: "another" } } } } },
      says: /selector/,
    },
    Service: {
      declared: {
        type: "core/v1/Service",
        name: "web-service",
        args: { metadata: metadata("web"), spec: service },
      },
      update: { spec: { ports: [{ port: 81, targetPort: 8080 }] } },
      replace: { spec: { clusterIP: "None" } },
      refused: { spec: { ports: [{ port: 70000 }] } },
      says: /between 1 and 65535/,
    },
    Job: {
      declared: {
        type: "batch/v1/Job",
        name: "job",
        args: {
          metadata: metadata("job"),
          spec: { backoffLimit: 0, template: { spec: { ...podSpec(["true"]), restartPolicy: "Never" } } },
        },
      },
      update: { metadata: { labels: { step: "two" } } },
      replace: { spec: { template: { metadata: { labels: { step: "three" } } } } },
      refused: { spec: { template: { spec: { restartPolicy: "Always" } } } },
      says: /restartPolicy/,
    },
    NetworkPolicy: {
      declared: {
        type: "networking/v1/NetworkPolicy",
        name: "policy",
        args: {
          metadata: metadata("web"),
          spec: { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress"] },
        },
      },
      update: { spec: { policyTypes: ["Ingress", "Egress"] } },
      replace: { metadata: { name: "web-2" } },
      refused: { spec: { policyTypes: ["Sideways"] } },
      says: /Sideways/,
    },
    PodDisruptionBudget: {
      declared: {
        type: "policy/v1/PodDisruptionBudget",
        name: "budget",
        args: {
          metadata: metadata("web"),
          spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
        },
      },
      update: { spec: { minAvailable: 0 } },
      replace: { metadata: { name: "web-2" } },
      refused: { spec: { maxUnavailable: 1 } },
      says: /both set/,
    },
    HorizontalPodAutoscaler: {
      declared: {
        type: "autoscaling/v2/HorizontalPodAutoscaler",
        name: "autoscaler",
        args: {
          metadata: metadata("web"),
          spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
            minReplicas: 1,
            maxReplicas: 2,
          },
        },
      },
      update: { spec: { maxReplicas: 3 } },
      replace: { metadata: { name: "web-2" } },
      refused: { spec: { maxReplicas: 0 } },
      says: /maxReplicas/,
    },
    CustomResourceDefinition: {
      declared: definition("gates", group),
      update: { spec: { names: { shortNames: ["gt"] } } },
      // What the API server calls immutable; the table does not know it.
      replace: { spec: { scope: "Cluster" } },
      refused: { spec: { scope: "Everywhere" } },
      says: /Everywhere/,
    },
    Binding: {
      declared: {
        type: "apiextensions/CustomResource",
        name: "binding",
        args: { apiVersion: `${group}/v1`, kind: "Binding", metadata: metadata("web"), spec: { port: 80 } },
        options: { dependsOn: ["bindings"] },
      },
      update: { spec: { port: 81 } },
      replace: { metadata: { name: "web-2" } },
      refused: { spec: { port: "eighty" } },
      says: /spec\.port/,
    },
  };
}

/** A kind of its own, by its plural. */
export function definition(plural: string, group: string): Declared {
  const singular = plural.slice(0, -1);
  const kind = singular.charAt(0).toUpperCase() + singular.slice(1);
  return {
    type: "apiextensions/v1/CustomResourceDefinition",
    name: plural,
    args: {
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind, plural, singular },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
      },
    },
  };
}

const openAPIV3Schema = {
  type: "object",
  properties: { spec: { type: "object", properties: { port: { type: "integer" } } } },
};

/** Its declaration with a change; lists are put in the place of lists. */
export function changed({ declared }: Pick<Kind, "declared">, change: object): Declared {
  return { ...declared, args: merged(declared.args, change) as object };
}

function merged(into: unknown, change: unknown): unknown {
  if (!isMap(into) || !isMap(change)) return change;
  const entries = Object.entries(change).map(([key, value]) => [key, merged(into[key], value)]);
  return { ...into, ...(Object.fromEntries(entries) as object) };
}

/** Which pods belong into the target group of a binding. */
import { type Binding, type EndpointSlice, gateOf, holds, isGated, type Pod, type Service } from "./objects";

export interface Wanted {
  readonly pod: Pod;
  readonly id: string;
  readonly port: number;
}

/** A pod is registered when it is ready, or when nothing but the gate keeps it from being so; not when it is ending. */
export function wantedTargets(
  binding: Binding,
  service: Service | undefined,
  slices: readonly EndpointSlice[],
  pods: readonly Pod[],
): Wanted[] {
  const { name, port } = binding.spec.serviceRef;
  const named = service?.spec.ports?.find((one) => one.port === port || one.name === port);
  if (!named) return [];
  const { namespace } = binding.metadata;
  const ours = slices.filter(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name,
  );
  return ours.flatMap(({ ports, endpoints }) => {
    const target = ports?.find((one) => (one.name ?? "") === (named.name ?? ""));
    return (endpoints ?? []).flatMap(({ addresses, conditions, targetRef }): Wanted[] => {
      const pod = pods.find(
        ({ metadata }) => metadata.namespace === namespace && metadata.name === targetRef?.name,
      );
      const id = addresses[0];
      if (!pod || !target || id === undefined || conditions?.terminating) return [];
      if (pod.metadata.deletionTimestamp !== undefined) return [];
      const waits = isGated(pod, gateOf(binding)) && holds(pod, "ContainersReady");
      return conditions?.ready || waits ? [{ pod, id, port: target.port }] : [];
    });
  });
}

/** Of several bindings of one group the oldest has it: the webhook of the real controller does not let a second one in. */
export function owners(bindings: readonly Binding[]): ReadonlySet<Binding> {
  const byAge = [...bindings].sort((one, other) =>
    age(one) === age(other)
      ? one.metadata.uid.localeCompare(other.metadata.uid)
      : age(one).localeCompare(age(other)),
  );
  const first = new Map<string, Binding>();
  for (const binding of byAge) {
    const { targetGroupARN } = binding.spec;
    if (!first.has(targetGroupARN)) first.set(targetGroupARN, binding);
  }
  return new Set(first.values());
}

function age({ metadata }: Binding): string {
  return metadata.creationTimestamp ?? "";
}

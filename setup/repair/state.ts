/** What a killed run left in the state, and the state as it should be. Pure. */
import type { Inputs } from "./kind";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Inputs;
  readonly outputs?: Inputs;
}

/** What `pulumi stack export` says, as far as it is read here; the rest is handed through. */
export interface State {
  readonly deployment: {
    readonly resources?: readonly Resource[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: Resource }[];
  };
}

/** An operation that was begun, of which nobody heard how it ended. */
export interface Pending {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** creating, updating, deleting, as the engine says it. */
  readonly doing: string;
  readonly inputs: Inputs;
  /** What was being made was to take the place of one that the state has. */
  readonly isReplacement: boolean;
}

export function pendingIn({ deployment }: State): Pending[] {
  const known = new Set((deployment.resources ?? []).map(({ urn }) => urn));
  return (deployment.pending_operations ?? []).map(
    ({ type: doing, resource: { urn, type, inputs = {} } }) => ({
      ...{ urn, type, doing, inputs },
      name: urn.slice(urn.lastIndexOf("::") + 2),
      isReplacement: doing === "creating" && known.has(urn),
    }),
  );
}

/** Of everything of a type: it is not what is looked for. */
export function idsKnown({ deployment }: State, type: string): ReadonlySet<string> {
  const own = (deployment.resources ?? []).filter((resource) => resource.type === type);
  return new Set(own.flatMap(({ id }) => id ?? []));
}

/**
 * Without pending operations: `pulumi stack import` drops them in any case.
 * @param there ids, by URN, of what was being made and is there
 */
export function repaired(state: State, there: ReadonlyMap<string, string>): State {
  const { resources = [], pending_operations: operations = [] } = state.deployment;
  const made = operations.flatMap(({ type, resource }) => {
    const id = type === "creating" ? there.get(resource.urn) : undefined;
    // With outputs the provider reads it as one that is known: as an import it would give up the generated names.
    return id === undefined ? [] : [{ ...resource, id, outputs: withoutMarks(resource.inputs) }];
  });
  return {
    ...state,
    deployment: {
      ...state.deployment,
      // At the end: what they depend on had been made before they were begun.
      resources: [...resources, ...made],
      pending_operations: [],
    },
  };
}

/** The provider's own list of what the program did not say is no output. */
function withoutMarks(inputs: Inputs = {}): Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "__defaults"));
}

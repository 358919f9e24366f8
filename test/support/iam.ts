/** How IAM judges a request by policies: enough of it for the policies of this project; anything else is an error. */

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Condition keys; a list, where a request can name several. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

interface Written {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** @param documents as JSON; what none of them allows is refused */
export function allows(documents: readonly string[], request: Request): boolean {
  const statements = documents.flatMap((text) => (JSON.parse(text) as { Statement: Written[] }).Statement);
  const fitting = statements.filter((statement) => fits(statement, request));
  return fitting.length > 0 && fitting.every(({ Effect }) => Effect === "Allow");
}

function fits(
  { Action, Resource, Condition = {} }: Written,
  { action, resource, context = {} }: Request,
): boolean {
  return (
    list(Action).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    list(Resource).some((pattern) => like(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, list(wanted), context[key])),
    )
  );
}

function holds(
  operator: string,
  wanted: readonly string[],
  given: string | readonly string[] | undefined,
): boolean {
  const isOne = (value: string) => wanted.includes(value);
  const isLike = (value: string) => wanted.some((pattern) => like(pattern, value));
  switch (operator) {
    case "StringEquals":
    case "Bool":
      return given !== undefined && list(given).some(isOne);
    case "StringEqualsIfExists":
      return given === undefined || list(given).some(isOne);
    // True of none, too: IAM_UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    case "ForAllValues:StringEquals":
      return list(given ?? []).every(isOne);
    case "ForAllValues:StringLike":
      return list(given ?? []).every(isLike);
    default:
      throw new Error(`the operator ${operator} is not judged here`);
  }
}

function like(pattern: string, text: string): boolean {
  const literal = (part: string) => part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const source = pattern
    .split(/([*?])/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : literal(part)))
    .join("");
  return new RegExp(`^${source}$`, "s").test(text);
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

/** The texts that an expression can become, as far as the code says them. */
import ts from "typescript";

/** Text with holes, where the program puts in what it meets. */
export type Template = readonly (string | Hole)[];
export interface Hole {
  readonly hole: string;
}

/** A hole that the program itself fills with a phrase is none: its words are what a reader sees. */
const phrase = 3;

/** Words of the program's own. */
export function wordsIn(template: Template): number {
  const own = template.map((part) => (typeof part === "string" ? part : " ")).join("");
  return own.match(/[A-Za-z]{2,}/g)?.length ?? 0;
}

export function lines(...parts: readonly Template[]): Template {
  return parts.flatMap((part, at) => (at === 0 ? part : ["\n", ...part]));
}

export class Texts {
  private readonly under = new Set<ts.Node>();

  constructor(private readonly checker: ts.TypeChecker) {}

  /** @returns one for each text that the expression, or an element of it, can become; a hole for what is not known */
  of(node: ts.Node | undefined): Template[] {
    if (!node || this.under.has(node)) return [];
    this.under.add(node);
    const texts = this.found(node);
    this.under.delete(node);
    return texts;
  }

  /** The texts within another one: a hole, unless they are phrases. */
  part(node: ts.Expression): Template[] {
    const texts = isJoinedList(node) ? [] : this.of(node);
    return texts.length > 0 && texts.every((text) => wordsIn(text) >= phrase) ? texts : [[hole(node)]];
  }

  private found(node: ts.Node): Template[] {
    if (ts.isStringLiteralLike(node)) return [[node.text]];
    if (ts.isTemplateExpression(node)) return this.template(node);
    if (ts.isConditionalExpression(node)) return [...this.of(node.whenTrue), ...this.of(node.whenFalse)];
    if (ts.isBinaryExpression(node)) return this.binary(node);
    if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap((element) => this.of(element));
    if (ts.isIdentifier(node)) return this.named(node);
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isElementAccessExpression(node) || ts.isPropertyAccessExpression(node)) return this.entries(node);
    if (ts.isFunctionLike(node)) return this.returned(node);
    if (
      ts.isSpreadElement(node) ||
      ts.isAwaitExpression(node) ||
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node)
    )
      return this.of(node.expression);
    return [[hole(node)]];
  }

  private template({ head, templateSpans }: ts.TemplateExpression): Template[] {
    return templateSpans.reduce<Template[]>(
      (texts, { expression, literal }) => each(each(texts, this.part(expression)), [[literal.text]]),
      [[head.text]],
    );
  }

  private binary({ left, right, operatorToken }: ts.BinaryExpression): Template[] {
    switch (operatorToken.kind) {
      case ts.SyntaxKind.PlusToken:
        return each(this.piece(left), this.piece(right));
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
        return [...this.of(left), ...this.of(right)];
      default:
        return this.of(right);
    }
  }

  private piece(node: ts.Expression): Template[] {
    const isText =
      ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isBinaryExpression(node);
    return isText ? this.of(node) : this.part(node);
  }

  private named(node: ts.Identifier): Template[] {
    if (node.text === "undefined") return [];
    const declaration = this.declarationOf(node);
    if (!declaration) return [[hole(node)]];
    if (ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && declaration.initializer)
      return [...this.of(declaration.initializer), ...this.pushed(declaration)];
    return ts.isFunctionDeclaration(declaration) ? this.returned(declaration) : [[hole(node)]];
  }

  /** What is put into a list after it was made. */
  private pushed(declaration: ts.VariableDeclaration): Template[] {
    const scope = ts.findAncestor(declaration, ts.isFunctionLike) ?? declaration.getSourceFile();
    const list = this.checker.getSymbolAtLocation(declaration.name);
    return descendants(scope)
      .filter(ts.isCallExpression)
      .filter(({ expression }) => methodOf(expression) === "push")
      .filter(({ expression }) => this.checker.getSymbolAtLocation(receiverOf(expression)) === list)
      .flatMap((call) => call.arguments.flatMap((argument) => this.of(argument)));
  }

  private call(node: ts.CallExpression): Template[] {
    const { expression } = node;
    const [first] = node.arguments;
    switch (methodOf(expression)) {
      case "join":
        return this.joined(node);
      case "map":
      case "flatMap":
      case "then":
      case "all":
      case "resolve":
        return this.of(first);
      case "filter":
      case "sort":
      case "slice":
      case "flat":
      case "trim":
      case "catch":
        return this.of(receiverOf(expression));
    }
    const called = this.declarationOf(expression);
    const body = called && ts.isVariableDeclaration(called) ? called.initializer : called;
    if (!body || !ts.isFunctionLike(body)) return [[hole(node)]];
    // One that is handed a function may give back what that one does.
    const handed = node.arguments.filter((argument) => this.isFunction(argument));
    return [...this.returned(body), ...handed.flatMap((argument) => this.of(argument))];
  }

  /** `[...].join("\n")` is one text; of another list each element is one. */
  private joined({ expression, arguments: [separator] }: ts.CallExpression): Template[] {
    const list = receiverOf(expression);
    if (!ts.isArrayLiteralExpression(list)) return this.of(list);
    const between = separator && ts.isStringLiteralLike(separator) ? separator.text : ",";
    return list.elements
      .map((element) => this.piece(element))
      .reduce((texts, next) => each(each(texts, [[between]]), next));
  }

  /** Any entry of a table of texts. */
  private entries(node: ts.ElementAccessExpression | ts.PropertyAccessExpression): Template[] {
    const table = this.declarationOf(node.expression);
    const content = table && ts.isVariableDeclaration(table) ? table.initializer : undefined;
    if (!content || !ts.isObjectLiteralExpression(content)) return [[hole(node)]];
    return content.properties
      .filter(ts.isPropertyAssignment)
      .flatMap(({ initializer }) => this.of(initializer));
  }

  private returned(node: ts.SignatureDeclaration): Template[] {
    const { body } = node as ts.FunctionLikeDeclaration;
    if (!body) return [[hole(node)]];
    if (!ts.isBlock(body)) return this.of(body);
    return descendants(body, (inner) => !ts.isFunctionLike(inner))
      .filter(ts.isReturnStatement)
      .flatMap(({ expression }) => this.of(expression));
  }

  private isFunction(node: ts.Node): boolean {
    if (ts.isFunctionLike(node)) return true;
    const declaration = ts.isIdentifier(node) ? this.declarationOf(node) : undefined;
    return declaration !== undefined && ts.isFunctionDeclaration(declaration);
  }

  private declarationOf(node: ts.Node): ts.Declaration | undefined {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.checker.getSymbolAtLocation(node);
    if (!symbol) return undefined;
    const isImported = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return (isImported ? this.checker.getAliasedSymbol(symbol) : symbol).valueDeclaration;
  }
}

/** Every text before every text. */
function each(texts: readonly Template[], next: readonly Template[]): Template[] {
  return texts.flatMap((text) => next.map((more) => [...text, ...more]));
}

function methodOf(node: ts.Expression): string | undefined {
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}

function receiverOf(node: ts.Expression): ts.Expression {
  return (node as ts.PropertyAccessExpression).expression;
}

/** Of a list that is made elsewhere, the elements are texts of their own. */
function isJoinedList(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || methodOf(node.expression) !== "join") return false;
  return !ts.isArrayLiteralExpression(receiverOf(node.expression));
}

/** Named by the last name in the code, for people: `inputs.timeoutMs` is `timeout ms`. */
function hole(node: ts.Node): Hole {
  const names = [node, ...descendants(node)].filter(ts.isIdentifier).map(({ text }) => text);
  const name = names.filter((each) => !/^(join|trim|map|length|stringify)$/.test(each)).at(-1) ?? "text";
  return {
    hole: name.replace(/([a-z])([A-Z])/g, (_all, one: string, two: string) => `${one} ${two.toLowerCase()}`),
  };
}

/** All nodes below one, as far as `enters` goes. */
export function descendants(node: ts.Node, enters: (node: ts.Node) => boolean = () => true): ts.Node[] {
  const all: ts.Node[] = [];
  const visit = (inner: ts.Node): void => {
    all.push(inner);
    if (enters(inner)) ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return all;
}

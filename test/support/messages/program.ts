/** What the program says when something is wrong: what it throws, refuses, or finds amiss. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Message } from "./message";
import { descendants, lines, type Template, Texts, wordsIn } from "./templates";

/** Without words of its own it only passes on what something else says. */
const fewest = 1;

/** Errors that nobody can meet unless the program is wrong. */
const internal = "Defect";

/** Why a scanner's report counts for nothing: told within a message of `setup/scan/judge.ts`, which has an entry. */
const reason = "CouldNotAsk";

/** Functions whose texts are told as errors, or as what is amiss. */
const tellers = /^(differences|differencesOf|errorsOf|breachText|tell)$/;

export function messagesOf(files: readonly string[]): Message[] {
  const program = parsed(files);
  const sources = program.getSourceFiles().filter(({ fileName }) => files.includes(fileName));
  const [texts, errors] = [new Texts(program.getTypeChecker()), errorClasses(sources)];
  return sources.flatMap((source) =>
    descendants(source).flatMap((node) =>
      told(node, texts, errors)
        .map((template) => withoutOthers(template))
        .filter((template) => wordsIn(template) >= fewest)
        .map((template) => ({
          file: source.fileName,
          line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
          template,
        })),
    ),
  );
}

/** Without any library: only what the project says itself is looked at. */
function parsed(files: readonly string[]): ts.Program {
  const options: ts.CompilerOptions = { noLib: true, types: [], target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const resolve = (name: string, from: string): ts.ResolvedModuleWithFailedLookupLocations => {
    const resolvedFileName = join(dirname(from), `${name}.ts`);
    const isOurs = name.startsWith(".") && existsSync(resolvedFileName);
    return { resolvedModule: isOurs ? { resolvedFileName, extension: ts.Extension.Ts } : undefined };
  };
  host.resolveModuleNameLiterals = (names, from) => names.map(({ text }) => resolve(text, from));
  return ts.createProgram(files, options, host);
}

/** Names of the project's own, and of whatever is called an error. */
function errorClasses(sources: readonly ts.SourceFile[]): (name: string) => boolean {
  const bases = new Map(
    sources.flatMap((source) =>
      descendants(source)
        .filter(ts.isClassDeclaration)
        .map((each) => [each.name?.text ?? "", baseOf(each)] as const),
    ),
  );
  const isError = (name: string): boolean =>
    name.endsWith("Error") || (bases.has(name) && isError(bases.get(name) ?? ""));
  return isError;
}

function baseOf({ heritageClauses }: ts.ClassDeclaration): string {
  const extended = heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return extended?.types[0]?.expression.getText() ?? "";
}

function told(node: ts.Node, texts: Texts, isError: (name: string) => boolean): Template[] {
  if (ts.isFunctionDeclaration(node) && tellers.test(node.name?.text ?? "")) return texts.of(node);
  if (ts.isObjectLiteralExpression(node)) return failedCheck(node, texts);
  if (ts.isNewExpression(node)) {
    const name = node.expression.getText();
    return isError(name) && name !== internal && name !== reason ? texts.of(node.arguments?.[0]) : [];
  }
  if (!ts.isCallExpression(node)) return [];
  const [first, second] = node.arguments;
  const name = node.expression.getText();
  if (name === "super") {
    const made = ts.findAncestor(node, ts.isClassDeclaration);
    return made && isError(baseOf(made)) ? texts.of(first) : [];
  }
  // What `release doctor` finds; warnings of a run.
  if (name === "bad" || name === "pulumi.log.warn") return texts.of(first);
  if (name === "resourceProvider" && first && ts.isObjectLiteralExpression(first)) {
    const check = first.properties.find((each) => each.name?.getText() === "check");
    return texts.of(check && ts.isPropertyAssignment(check) ? check.initializer : check);
  }
  // Without words its caller says them.
  if (name === "until" && second)
    return texts
      .of(second)
      .filter((what) => wordsIn(what) > 0)
      .map((what) => ["waited ", { hole: "seconds" }, " s for ", ...what]);
  // What is wrong with a value; `describeIssue` puts its key before. What may be picked is not wrong.
  if (name.startsWith("v.") && name !== "v.description")
    return (name === "v.picklist" ? node.arguments.slice(1) : node.arguments)
      .filter((argument) => ts.isCallExpression(argument) || ts.isIdentifier(argument))
      .flatMap((argument) => texts.of(argument))
      .map((what) => [{ hole: "key" }, ": ", ...what]);
  return [];
}

/** A check of the gate that failed, as `prove` says it. */
function failedCheck({ properties }: ts.ObjectLiteralExpression, texts: Texts): Template[] {
  const of = (name: string): Template | undefined => {
    const found = properties.find((each) => each.name?.getText() === name);
    if (!found) return undefined;
    const [one = [], ...others] = texts.of(ts.isPropertyAssignment(found) ? found.initializer : found.name);
    const isSaid = others.length === 0 && (wordsIn(one) > 0 || one.every((part) => typeof part === "string"));
    return isSaid ? one : [{ hole: name }];
  };
  const [check, expected, came] = [of("check"), of("expected"), of("came")];
  if (!check || !expected || !came) return [];
  return [lines(["the check ", ...check, " failed"], ["expected: ", ...expected], ["came: ", ...came])];
}

/** Lines that only something else fills are not looked for. */
function withoutOthers(template: Template): Template {
  const all: Template[] = [[]];
  for (const part of template) {
    const [first = part, ...rest] = typeof part === "string" ? part.split("\n") : [part];
    all[all.length - 1] = [...(all.at(-1) ?? []), first];
    all.push(...rest.map((each) => [each]));
  }
  return lines(...all.filter((line) => wordsIn(line) > 0));
}

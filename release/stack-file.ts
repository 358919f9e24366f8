/** What the commands change in a stack file, as a person would: everything else, comments too, stays as it is. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Document,
  isMap,
  isNode,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  stringify,
  type YAMLMap,
} from "yaml";
import type { Release } from "../components/colour";
import { Refused } from "./refused";

type Value = string | number | boolean;
type Written = Readonly<Record<string, Value | undefined>>;

export class StackFile {
  readonly path: string;

  constructor(
    folder: string,
    stack: string,
    private readonly project: string,
  ) {
    this.path = join(folder, `Pulumi.${stack}.yaml`);
  }

  get text(): string {
    return readFileSync(this.path, "utf8");
  }

  /** By rename, so that a kill leaves the one or the other. */
  write(text: string): void {
    const next = `${this.path}.next`;
    writeFileSync(next, text);
    renameSync(next, this.path);
  }

  /** @param reason absent: releases go on */
  hold(reason: string | undefined): void {
    this.write(withHold(this.text, this.project, reason));
  }

  /** @throws Refused when the file has no release block to edit. */
  textWith(release: Release): string {
    return withRelease(this.text, this.project, release);
  }
}

/** The file with a reason to hold releases, or without one. */
export function withHold(text: string, project: string, reason: string | undefined): string {
  const document = parseDocument(text);
  const [section, wanted] = [`${project}:windows`, { hold: reason }];
  const config: unknown = document.get("config", true);
  const block: unknown = document.getIn(["config", section], true);
  if (!isMap(block) && reason === undefined) return text;
  if (!isMap(config) || config.flow === true || (isMap(block) && block.flow === true))
    return rewritten(document, ["config", section], wanted);
  const pairs = config.items as Pair<Scalar, Node>[];
  if (!isMap(block)) return inserted(text, pairs, `${section}:`, `  hold: ${asText(reason)}`);
  const isAll = block.items.length === 1 && block.has("hold") && reason === undefined;
  const whole = pairs.find(({ key }) => key.value === section);
  return isAll && whole ? applied(text, [takingOut(text, whole)]) : spliced(text, block, wanted, asText);
}

/** Lines after those of the last pair, as deep as it. */
function inserted(text: string, pairs: readonly Pair<Scalar, Node>[], ...lines: string[]): string {
  const last = pairs.at(-1);
  return last ? applied(text, [adding(text, last, lines)]) : text;
}

/** @throws Refused when there is no block to edit. */
export function withRelease(text: string, project: string, release: Release): string {
  const path = ["config", `${project}:release`];
  const document = parseDocument(text);
  const block: unknown = document.getIn(path, true);
  if (!isMap(block))
    throw new Refused(`the stack file has no ${path.join("/")} block: write one (docs/settings.md)`);
  const wanted = written(release, block);
  return block.flow === true ? rewritten(document, path, wanted) : spliced(text, block, wanted, plain);
}

/** What is to stand in the block; defaults are left out unless they stood there. */
function written({ live, canary, blue, green, maintenance, allowInPlace }: Release, block: YAMLMap): Written {
  return {
    live,
    canary: canary > 0 || block.has("canary") ? canary : undefined,
    blue,
    green,
    maintenance: maintenance ? true : undefined,
    allowInPlace: allowInPlace ? true : undefined,
  };
}

/** A block in one line, `{ live: blue, ... }`: the library writes the file anew, with its comments. */
function rewritten(document: Document, path: readonly string[], wanted: Written): string {
  for (const [key, value] of Object.entries(wanted)) {
    if (value === undefined) document.deleteIn([...path, key]);
    else document.setIn([...path, key], value);
  }
  return document.toString({ lineWidth: 0 });
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function spliced(text: string, block: YAMLMap, wanted: Written, render: (value: Value) => string): string {
  const pairs = block.items as Pair<Scalar, Scalar>[];
  const pairOf = (name: string) => pairs.find(({ key }) => key.value === name);
  const edits = Object.entries(wanted).flatMap(([name, value]): Edit[] => {
    const pair = pairOf(name);
    if (pair && value !== undefined)
      return pair.value?.value === value ? [] : [replacing(pair, render(value))];
    return pair ? [takingOut(text, pair)] : [];
  });
  const added = Object.entries(wanted).flatMap(([name, value]) =>
    value === undefined || pairOf(name) ? [] : [`${name}: ${render(value)}`],
  );
  const last = pairs.at(-1);
  return applied(text, last && added.length > 0 ? [...edits, adding(text, last, added)] : edits);
}

function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((one, other) => other.from - one.from)
    .reduce((all, { from, to, text: part }) => all.slice(0, from) + part + all.slice(to), text);
}

function adding(text: string, last: Pair<Scalar, Node>, lines: readonly string[]): Edit {
  const indent = " ".repeat(startOf(last) - lineStart(text, startOf(last)));
  const at = lineEnd(text, last);
  const all = lines.map((line) => `${indent}${line}\n`).join("");
  return { from: at, to: at, text: text[at - 1] === "\n" ? all : `\n${all}` };
}

function replacing(pair: Pair<Scalar, Node>, text: string): Edit {
  const [from, to] = rangeOf(pair.value);
  return { from, to, text };
}

/** With the comment behind it. */
function takingOut(text: string, pair: Pair<Scalar, Node>): Edit {
  return { from: lineStart(text, startOf(pair)), to: lineEnd(text, pair), text: "" };
}

/** Versions in quotes, as 1.10 would be a number. */
function plain(value: Value): string {
  return typeof value === "string" && !/^(blue|green)$/.test(value) ? JSON.stringify(value) : String(value);
}

/** As the library writes a text, on one line. */
function asText(value: Value | undefined): string {
  return /\n/.test(String(value)) ? JSON.stringify(value) : stringify(value, { lineWidth: 0 }).trim();
}

function rangeOf(node: unknown): [number, number] {
  const range = isNode(node) ? node.range : undefined;
  if (!range)
    throw new Refused("the release block is written in a way that cannot be edited: write one key a line");
  return [range[0], range[1]];
}

function startOf(pair: Pair<Scalar, Node>): number {
  return rangeOf(pair.key)[0];
}

function endOf(pair: Pair<Scalar, Node>): number {
  return rangeOf(pair.value ?? pair.key)[1];
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the last line of a pair; a map ends there already. */
function lineEnd(text: string, pair: Pair<Scalar, Node>): number {
  const at = endOf(pair);
  if (text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

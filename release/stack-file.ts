/** What the commands change in a stack file, as a person would: everything else, comments too, stays as it is. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import type { Release } from "../components/colour";
import { Refused } from "./refused";

const keys = ["live", "canary", "blue", "green", "allowInPlace"] as const;
type Key = (typeof keys)[number];
type Written = Partial<Record<Key, string | number | boolean>>;

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
  const section = ["config", `${project}:windows`];
  if (reason !== undefined) document.setIn([...section, "hold"], reason);
  else if (document.hasIn([...section, "hold"])) document.deleteIn([...section, "hold"]);
  const left: unknown = document.getIn(section);
  if (isMap(left) && left.items.length === 0) document.deleteIn(section);
  return document.toString({ lineWidth: 0 });
}

/** @throws Refused when there is no block to edit. */
export function withRelease(text: string, project: string, release: Release): string {
  const path = ["config", `${project}:release`];
  const document = parseDocument(text);
  const block: unknown = document.getIn(path, true);
  if (!isMap(block))
    throw new Refused(`the stack file has no ${path.join("/")} block: write one (README.md, "Settings")`);
  const wanted = written(release, block);
  return block.flow === true ? rewritten(document, path, wanted) : spliced(text, block, wanted);
}

/** What is to stand in the block; defaults are left out unless they stood there. */
function written({ live, canary, blue, green, allowInPlace }: Release, block: YAMLMap): Written {
  return {
    live,
    canary: canary > 0 || block.has("canary") ? canary : undefined,
    blue,
    green,
    allowInPlace: allowInPlace ? true : undefined,
  };
}

/** A block in one line, `{ live: blue, ... }`: the library writes the file anew, with its comments. */
function rewritten(document: Document, path: readonly string[], wanted: Written): string {
  for (const key of keys) {
    if (wanted[key] === undefined) document.deleteIn([...path, key]);
    else document.setIn([...path, key], wanted[key]);
  }
  return document.toString({ lineWidth: 0 });
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function spliced(text: string, block: YAMLMap, wanted: Written): string {
  const pairs = block.items as Pair<Scalar, Scalar>[];
  const pairOf = (key: Key) => pairs.find((pair) => pair.key.value === key);
  const edits = keys.flatMap((key): Edit[] => {
    const pair = pairOf(key);
    const value = wanted[key];
    if (pair && value !== undefined) return pair.value?.value === value ? [] : [replacing(pair, value)];
    return pair ? [takingOut(text, pair)] : [];
  });
  const added = keys.filter((key) => wanted[key] !== undefined && !pairOf(key));
  const last = pairs.at(-1);
  if (last && added.length > 0) {
    const indent = " ".repeat(startOf(last) - lineStart(text, startOf(last)));
    const at = lineEnd(text, endOf(last));
    const lines = added.map((key) => `${indent}${key}: ${plain(wanted[key])}\n`).join("");
    edits.push({ from: at, to: at, text: text[at - 1] === "\n" ? lines : `\n${lines}` });
  }
  return edits
    .sort((one, other) => other.from - one.from)
    .reduce((all, { from, to, text: part }) => all.slice(0, from) + part + all.slice(to), text);
}

function replacing(pair: Pair<Scalar, Scalar>, value: string | number | boolean): Edit {
  const [from, to] = rangeOf(pair.value);
  return { from, to, text: plain(value) };
}

/** With the comment behind it. */
function takingOut(text: string, pair: Pair<Scalar, Scalar>): Edit {
  return { from: lineStart(text, startOf(pair)), to: lineEnd(text, endOf(pair)), text: "" };
}

/** Versions in quotes, as 1.10 would be a number. */
function plain(value: string | number | boolean | undefined): string {
  return typeof value === "string" && !/^(blue|green)$/.test(value) ? JSON.stringify(value) : String(value);
}

function rangeOf(node: unknown): [number, number] {
  const range = isScalar(node) ? node.range : undefined;
  if (!range)
    throw new Refused("the release block is written in a way that cannot be edited: write one key a line");
  return [range[0], range[1]];
}

function startOf(pair: Pair<Scalar, Scalar>): number {
  return rangeOf(pair.key)[0];
}

function endOf(pair: Pair<Scalar, Scalar>): number {
  return rangeOf(pair.value ?? pair.key)[1];
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

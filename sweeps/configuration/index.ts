import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import type { LogReader } from "../reader";
import type { RuleSet } from "../sigma/rule";
import { type Place, located } from "./places";
import { type SweepSource, sweeps } from "./schema";

export {
  type DatabaseSource,
  type FilesSource,
  type SweepLimits,
  type SweepSource,
  sweepsJsonSchema,
} from "./schema";

/** The value of a Key Vault secret, by its name. Throws when it cannot be read. */
export type ReadSecret = (name: string) => Promise<string>;

/**
 * What a kind of source is opened by: one function a kind. Told the rules, it may leave out unread what none of them can match. Throws a
 * sentence when it cannot be read at all.
 */
export type OpenReader<Source extends SweepSource = SweepSource> = (
  source: Source,
  secrets: ReadSecret,
  rules?: RuleSet,
) => Promise<LogReader>;

/** What is wrong with a text of sources, and where. */
export interface SweepsProblem extends Place {
  /** From the top: "sources.0.login.passwordSecretName"; "" for the text as a whole. */
  key: string;
  message: string;
}

export type CheckedSweeps =
  | { ok: true; sources: SweepSource[] }
  | { ok: false; problems: SweepsProblem[] };

/** The sources that a text of `sweeps.json` declares, or every problem with it, in the order of the text. */
export function checkSweeps(text: string): CheckedSweeps {
  const read = located(text);
  if (!read.ok) return { ok: false, problems: read.problems.map((one) => ({ key: "", ...one })) };
  const parsed = sweeps.safeParse(read.value);
  if (parsed.success) return { ok: true, sources: parsed.data.sources };
  const problems = parsed.error.issues
    .flatMap(problemsOf)
    .map(({ path, message }) => ({ ...read.placeOf(path), key: path.join("."), message }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems };
}

/**
 * The sources of a file; their paths are from its folder. Throws one error with every problem and its
 * line; a value is never in it.
 */
export function readSweeps(file: string): SweepSource[] {
  const checked = checkSweeps(textOf(file));
  if (checked.ok) return checked.sources.map((source) => withPaths(source, dirname(file)));
  const problems = checked.problems.map(
    ({ line, column, key, message }) =>
      `${file}:${line}:${column} ${key === "" ? "" : `${key}: `}${message}`,
  );
  throw new Error(`Cannot use the sweeps of "${resolve(file)}":\n  ${problems.join("\n  ")}`);
}

function withPaths(source: SweepSource, folder: string): SweepSource {
  const from = (path: string): string => resolve(folder, path);
  const rules = source.rules.map(from);
  if (source.kind === "files") return { ...source, rules, roots: source.roots.map(from) };
  const { tls } = source;
  return { ...source, rules, tls: { ...tls, ...(tls.ca !== undefined && { ca: from(tls.ca) }) } };
}

const secretKey = /password|passwd|pwd|secret|token|credential|connectionstring|apikey/i;

/** A key that is not known has a problem of its own; one that looks like a secret says where that belongs. */
function problemsOf(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: secretKey.test(key)
      ? `A secret is never in this file: keep it in Key Vault and name it, as passwordSecretName does`
      : `No key is called "${key}" here`,
  }));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`Cannot read the sweeps of "${resolve(file)}": ${message}`, { cause: error });
  }
}

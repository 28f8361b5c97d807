import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenedSource, SweepTools } from "../sweeps/tools";
import type * as Configuration from "../sweeps/configuration";
import type { DatabaseSource, OpenReader, ReadSecret, SweepSource } from "../sweeps/configuration";
import type * as Databases from "../sweeps/databases";
import type { Secrets, Tokens } from "../connectors/credentials";
import { openFiles } from "../sweeps/open-files";
import { createDetector } from "../sweeps/detection/detector";
import type { RuleSet } from "../sweeps/sigma/rule";
import { loadRules } from "../sweeps/sigma/rules";

interface ReadyRules {
  ruleSet: RuleSet;
  opened: Omit<OpenedSource, "reader">;
}

/** How sources of each kind are opened. */
export type Openers = {
  readonly [Kind in SweepSource["kind"]]?: OpenReader<Extract<SweepSource, { kind: Kind }>>;
};

interface ToolsOptions {
  sources: readonly SweepSource[];
  openers: Openers;
  secrets: ReadSecret;
}

/** What this version reads; databases with tokens of the app's identity, where they take those. */
export function sourceOpeners(secrets: Pick<Secrets, "forget">, tokens: Tokens): Openers {
  const database: OpenReader<DatabaseSource> = (source, secret) => {
    const { openDatabase } = require("../sweeps/databases") as typeof Databases;
    return openDatabase(source, {
      secret,
      forget: (name) => secrets.forget(name),
      token: async (audience) => (await tokens.get(audience)).token,
    });
  };
  return { files: openFiles(), "sql-server": database, postgresql: database, mysql: database };
}

/** The sources that a file declares, checked; none without a file, and then nothing of it is loaded. */
export function sweepSources(file: string | undefined): SweepSource[] {
  if (file === undefined) return [];
  const { readSweeps } = require("../sweeps/configuration") as typeof Configuration;
  return readSweeps(file);
}

/** Opens sources by their kind, with the rules that each names; rules are compiled once a process. */
export function sweepTools({ sources, openers, secrets }: ToolsOptions): SweepTools {
  const ready = new Map<string, ReadyRules>();

  function rulesOf({ rules, placeholders }: SweepSource): ReadyRules {
    const key = JSON.stringify([rules, placeholders]);
    const known = ready.get(key);
    if (known) return known;
    const ruleSet = loadRules(filesIn(rules), { placeholders });
    const remarks = ruleSet.problems.map(
      ({ file, line, message }) =>
        `Rule ${file}${line === undefined ? "" : `:${line}`}: ${message}`,
    );
    const made = { ruleSet, opened: { detector: createDetector({ ruleSet }), remarks } };
    ready.set(key, made);
    return made;
  }

  return {
    sources,
    async open(source, backfill) {
      const open = openers[source.kind] as OpenReader | undefined;
      if (!open) throw new Error(`This version reads no sources of the kind "${source.kind}"`);
      const { ruleSet, opened } = rulesOf(source);
      const from = backfill ? ({ ...source, backfill: "start" } as const) : source;
      return { reader: await open(from, secrets, ruleSet), ...opened };
    },
  };
}

function filesIn(folders: readonly string[]): { file: string; text: string }[] {
  return folders.flatMap((folder) => {
    let names: string[];
    try {
      names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`Cannot read the rules in "${folder}": ${message}`, { cause: error });
    }
    return names
      .filter((name) => /\.ya?ml$/i.test(name))
      .map((name) => ({ file: name, text: readFileSync(join(folder, name), "utf8") }));
  });
}

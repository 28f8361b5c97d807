import { readSweeps } from "../../sweeps/configuration";
import type { FilesSource } from "../../sweeps/configuration";
import { fileFormats } from "../../sweeps/file-formats";
import { openFiles } from "../../sweeps/open-files";
import type { LogReader } from "../../sweeps/reader";
import type { RuleSet } from "../../sweeps/sigma/rule";
import type { SweepOptions } from "./options";
import { type Place, placesOf } from "./paths";
import { stateFiles } from "./state";

export interface Opened {
  name: string;
  reader: LogReader;
  /** What there is to read, where that can be said. */
  bytes: number | undefined;
}

const MOST_LINE_BYTES = 1024 * 1024;

const open = openFiles({ finished: true });
const noSecrets = (name: string): Promise<string> =>
  Promise.reject(new Error(`Files need no secret, and "${name}" was asked for`));

/** Opens what a command line names, for these rules. Throws one sentence on what there is not. */
export async function openAll(options: SweepOptions, ruleSet: RuleSet): Promise<Opened[]> {
  const rules = options.prefilter ? ruleSet : undefined;
  if (options.source !== undefined)
    return [await openDeclared(options.source, options.sweeps, rules)];
  if (options.format !== "auto" && !Object.hasOwn(fileFormats, options.format)) {
    const known = Object.keys(fileFormats).join(", ");
    throw new Error(`--format is auto or one of ${known}, not "${options.format}"`);
  }
  return Promise.all(
    placesOf(options.paths, stateFiles(options.state)).map(async (place) => ({
      name: place.root,
      reader: await open(declarationOf(place, options), noSecrets, rules),
      bytes: place.bytes,
    })),
  );
}

async function openDeclared(
  name: string,
  file: string,
  rules: RuleSet | undefined,
): Promise<Opened> {
  const sources = readSweeps(file);
  const source = sources.find((one) => one.name === name);
  if (!source) {
    const known = sources.map((one) => one.name).join(", ");
    throw new Error(`${file} has no source "${name}": it has ${known}`);
  }
  if (source.kind !== "files") {
    throw new Error(
      `"${name}" is a database, whose secrets the app reads: ask it with POST /api/sweeps/${name}`,
    );
  }
  return {
    name,
    reader: await open({ ...source, backfill: "start" }, noSecrets, rules),
    bytes: undefined,
  };
}

const declarationOf = (place: Place, { format, zone, host }: SweepOptions) =>
  ({
    kind: "files",
    name: "command-line",
    roots: [place.root],
    include: [...place.include],
    exclude: [...place.exclude],
    format,
    zone,
    encoding: "auto",
    ...(host !== undefined && { host }),
    backfill: "start",
    maxLineBytes: MOST_LINE_BYTES,
  }) satisfies Partial<FilesSource> as FilesSource;

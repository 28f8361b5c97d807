import { readSweeps } from "../../sweeps/configuration";
import type { FilesSource } from "../../sweeps/configuration";
import { fileFormats, openFiles } from "../../sweeps/open-files";
import type { LogReader } from "../../sweeps/reader";
import type { SweepOptions } from "./options";
import { type Place, placesOf } from "./paths";

export interface Opened {
  name: string;
  reader: LogReader;
  /** What there is to read, where that can be said. */
  bytes: number | undefined;
}

const MOST_LINE_BYTES = 1024 * 1024;

/** Opens what a command line names. Throws one sentence on what there is not. */
export function openAll(options: SweepOptions): Opened[] {
  if (options.source !== undefined) return [openDeclared(options.source, options.sweeps)];
  if (options.format !== "auto" && !Object.hasOwn(fileFormats, options.format)) {
    const known = Object.keys(fileFormats).join(", ");
    throw new Error(`--format is auto or one of ${known}, not "${options.format}"`);
  }
  return placesOf(options.paths).map((place) => ({
    name: place.root,
    reader: openFiles(declarationOf(place, options), { finished: true }),
    bytes: place.bytes,
  }));
}

function openDeclared(name: string, file: string): Opened {
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
  return { name, reader: openFiles({ ...source, backfill: "start" }), bytes: undefined };
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

import type { FilesSource, OpenReader } from "./configuration";
import type * as Formats from "./file-formats";
import type { FileSource } from "./files/declaration";
import type * as Reader from "./files/file-reader";
import type { FileFormat } from "./format";
import type * as Prefilter from "./prefilter";
import type { RuleSet } from "./sigma/rule";

interface OpenOptions {
  /** Instead of all that there are. */
  formatsOf?: () => Readonly<Record<string, FileFormat>>;
  /** The files do not grow any more. */
  finished?: boolean;
  /** Bytes that are read at once, which is how often a slice can end; 1 MiB when left out. */
  readBytes?: number;
}

/** Opens sources of the kind "files"; reader and formats are loaded with the first of them. */
export const openFiles =
  ({ formatsOf, finished, readBytes }: OpenOptions = {}): OpenReader<FilesSource> =>
  async (source, _secrets, rules) => {
    const { fileReader } = require("./files/file-reader") as typeof Reader;
    const told = fileSourceOf(source);
    const declared = {
      ...told,
      ...(finished !== undefined && { finished }),
      limits: { ...told.limits, ...(readBytes !== undefined && { readBytes }) },
    };
    const filtered = rules && { prefilters: prefiltersOf(rules) };
    if (formatsOf) return fileReader(declared, formatsOf(), { ...filtered });
    const { fileFormats, formatOf } = require("./file-formats") as typeof Formats;
    return fileReader(declared, fileFormats, { ...filtered, formatOf });
  };

function prefiltersOf(rules: RuleSet): Reader.Prefilters {
  const { prefilterFor } = require("./prefilter") as typeof Prefilter;
  return (format) => prefilterFor(rules, format);
}

/** As the reader of files wants it. */
export const fileSourceOf = (source: FilesSource): FileSource => ({
  roots: source.roots,
  files: source.include.map((glob) => ({
    glob,
    format: source.format,
    ...(source.encoding !== "auto" && { encoding: source.encoding }),
  })),
  exclude: source.exclude,
  backfill: source.backfill === "start",
  zone: source.zone,
  ...(source.host !== undefined && { host: source.host }),
  ...(source.fields && { fields: source.fields }),
  limits: { lineBytes: source.maxLineBytes },
});

import type { FilesSource, OpenReader } from "./configuration";
import type { FileSource } from "./files/declaration";
import type * as Reader from "./files/file-reader";
import type { FileFormat } from "./format";

/** Opens sources of the kind "files", whose formats are of these; reader and formats are loaded with the first of them. */
export const openFiles =
  (formatsOf: () => Readonly<Record<string, FileFormat>>): OpenReader<FilesSource> =>
  async (source) => {
    const { fileReader } = require("./files/file-reader") as typeof Reader;
    return fileReader(fileSourceOf(source), formatsOf());
  };

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

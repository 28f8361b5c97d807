import type { FilesSource } from "./configuration";
import { evtx } from "./evtx/format";
import type { Encoding } from "./files/encoding";
import { fileReader } from "./files/file-reader";
import type { FileFormat } from "./format";
import { lineFormatsWith } from "./formats";
import { sniff } from "./formats/sniff";
import type { LogReader } from "./reader";
import { windowsRecordOf } from "./windows/lines";

/** What there is to say "format" to, besides "auto". */
export const fileFormats: Readonly<Record<string, FileFormat>> = Object.fromEntries(
  [...lineFormatsWith({ windows: windowsRecordOf }), evtx].map((format) => [format.name, format]),
);

/** Reads the files of a source of `sweeps.json`; `finished` ones do not grow any more. Throws on a format that there is not. */
export const openFiles = (source: FilesSource, options: { finished?: boolean } = {}): LogReader =>
  fileReader(
    {
      roots: source.roots,
      files: source.include.map((glob) => ({
        glob,
        format: source.format,
        ...(source.encoding !== "auto" && { encoding: source.encoding as Encoding }),
      })),
      exclude: source.exclude,
      backfill: source.backfill === "start",
      zone: source.zone,
      ...(source.host !== undefined && { host: source.host }),
      ...(source.fields !== undefined && { fields: source.fields }),
      ...(options.finished !== undefined && { finished: options.finished }),
      limits: { lineBytes: source.maxLineBytes },
    },
    fileFormats,
    { formatOf: sniff },
  );

import { evtx } from "./evtx/format";
import type { FileFormat } from "./format";
import { lineFormatsWith } from "./formats";
import { sniff } from "./formats/sniff";
import { windowsRecordOf } from "./windows/lines";
import { windowsKinds } from "./windows/told-kinds";

/** What a source's `format` may be, besides "auto". */
export const fileFormats: Readonly<Record<string, FileFormat>> = Object.fromEntries(
  [...lineFormatsWith({ windows: windowsRecordOf, windowsKinds }), evtx].map((format) => [
    format.name,
    format,
  ]),
);

/** The name of the format of a file that begins so; undefined where none fits. */
export const formatOf = sniff;

import type { AnchoredFormat } from "./anchored-format";
import { auditd } from "./auditd";
import { cef, leef } from "./cef";
import { mssqlErrorlog } from "./errorlog";
import { syslog } from "./syslog";
import { csv } from "./tables/csv";
import { jsonLines } from "./tables/json-lines";
import { accessLog } from "./web/access-log";
import { iis } from "./web/iis";
import type { WindowsOption } from "./windows-event";

/** The formats of lines by name, most specific first: a text that several can read is of the first. */
export function lineFormatsWith(options: WindowsOption): readonly AnchoredFormat[] {
  return [
    cef,
    leef,
    auditd,
    mssqlErrorlog,
    accessLog,
    syslog,
    jsonLines(options),
    iis,
    csv(options),
  ];
}

/** As `sweeps.json` may call them. */
export const lineFormats: Readonly<Record<string, AnchoredFormat>> = Object.freeze(
  Object.fromEntries(lineFormatsWith({}).map((format) => [format.name, format])),
);

/** Undefined for a name that is none of them. */
export const formatOf = (name: string): AnchoredFormat | undefined =>
  Object.hasOwn(lineFormats, name) ? lineFormats[name] : undefined;

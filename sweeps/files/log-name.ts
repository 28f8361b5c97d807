/** What a file's name says about its place in a rotation. */
export interface LogName {
  /** The log that it is a part of: `auth.log` for `auth.log.1`, `auth.log-20260131.gz` and `auth.log`. */
  family: string;
  /** Sorts the parts of a family from the oldest to the one that is written now. */
  order: string;
  rotated: boolean;
  /** The path without the ending of a compression. */
  stem: string;
}

const COMPRESSED = /\.(?:gz|zst|zip)$/i;
const IIS_DATE = /^(u_(?:ex|in|nc)|(?:ex|in|nc))(\d{6}(?:\d\d)?)/i;
const DATE =
  /[-._]?((?:19|20)\d\d[-._]?(?:0[1-9]|1[0-2])[-._]?(?:0[1-9]|[12]\d|3[01])(?:[-._T]?\d\d(?:[-._:]?\d\d){0,2}(?:[-._]?\d{3})?)?)(?!\d)/;
const EPOCH = /[-.](\d{10})(?=\.|$)/;
/** Windows archives `Security.evtx` as `Archive-Security-2026-01-31-10-11-12-123.evtx`. */
const EVENT_ARCHIVE = /^Archive-(?=.+\.evtx$)/i;
const NUMBER = /[.](\d{1,5})(?=$|\.[A-Za-z][A-Za-z0-9]{0,5}$)/;

const OLDEST_NUMBER = 99_999;

/** Reads a path with "/": numbers count down to the newest (logrotate, ERRORLOG), dates up. */
export function logName(path: string): LogName {
  const stem = path.replace(COMPRESSED, "");
  const slash = stem.lastIndexOf("/") + 1;
  const folder = stem.slice(0, slash);
  const file = stem.slice(slash);
  const compressed = stem !== path;
  const dated = IIS_DATE.exec(file);
  if (dated) {
    const family = folder + dated[1] + file.slice(dated[0].length);
    return { family, order: datedOrder(`20${dated[2]}`, 0, compressed), rotated: true, stem };
  }
  const date = DATE.exec(file) ?? EPOCH.exec(file);
  const rest = date ? file.slice(0, date.index) + file.slice(date.index + date[0].length) : file;
  const number = NUMBER.exec(rest);
  const base = number
    ? rest.slice(0, number.index) + rest.slice(number.index + number[0].length)
    : rest;
  if (base === "" || (!date && !number)) {
    const order = compressed ? "1~" : "2";
    return { family: folder + file, order, rotated: compressed, stem };
  }
  const nth = Number(number?.[1] ?? 0);
  const order = date
    ? datedOrder(date[1] ?? "", nth, compressed)
    : `1${pad(OLDEST_NUMBER - nth)}${compressed ? "z" : ""}`;
  const family = date ? base.replace(EVENT_ARCHIVE, "") : base;
  return { family: folder + family, order, rotated: true, stem };
}

const pad = (number: number): string => String(number).padStart(5, "0");

const datedOrder = (date: string, nth: number, compressed: boolean): string =>
  `0${date.replaceAll(/\D/g, "").padEnd(17, "0")}${pad(nth)}${compressed ? "z" : ""}`;

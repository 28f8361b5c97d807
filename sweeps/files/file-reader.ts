import type { FileFormat, LineFormat } from "../format";
import type { LogReader, ReadRequest, ReadResult } from "../reader";
import { blockFiles } from "./block-files";
import { type FileCursor, type FileEntry, parseCursor } from "./cursor";
import { type FileSource, type Limits, type Prefilter, limitsOf } from "./declaration";
import { type Found, findFiles } from "./find";
import { tellGone } from "./gone";
import { type Inspected, beginningAfterNuls, beginningOf, emptyBecause } from "./inspect";
import { lineFilter } from "./line-filter";
import type { LineFilter } from "./line-search";
import { bufferBytes } from "./line-walker";
import { type Match, type Unchanged, matchFiles } from "./match";
import { type FileReadReport, type Telling, fileProblem, telling } from "./report";
import {
  type ReadContext,
  type Visit,
  copiedEntry,
  enough,
  isSkipping,
  movedEntry,
  newEntry,
} from "./visit";
import { visitBlocks } from "./visit-blocks";
import { skipLines } from "./skip-lines";
import { logParts } from "./log-parts";
import { type LogPart, isContinuing, visitLines } from "./visit-lines";
import { compare, familyOf, patternsOf } from "./walk";

export interface FileReader extends LogReader {
  read(request: ReadRequest): Promise<FileReadResult>;
}

export interface FileReadResult extends ReadResult {
  report: FileReadReport;
}

/**
 * Reads logs in files: those that are new or have grown, from where an earlier read ended, through rotation, truncation and
 * compression. Throws when a declaration's glob or format is wrong, and, of a read, when none of its roots can be read.
 */
export function fileReader(
  source: FileSource,
  formats: Readonly<Record<string, FileFormat>>,
  options: { prefilters?: Prefilters; formatOf?: FormatOf } = {},
): FileReader {
  const limits = limitsOf(source);
  const { choose } = patternsOf(source);
  const prefilters = lineFilters(source, formats, options.prefilters);
  for (const { format, glob } of source.files)
    if (!Object.hasOwn(formats, format) && !(format === AUTO && options.formatOf))
      throw new Error(
        `The format ${JSON.stringify(format)} of ${glob} is unknown: use one of ${Object.keys(formats).join(", ")}.`,
      );

  return {
    async read(request) {
      const cursor = parseCursor(request.cursor);
      const tell = telling();
      let lineBuffer: Buffer | undefined;
      const context: ReadContext = {
        source,
        limits,
        prefilters,
        round: cursor.at === undefined ? cursor.round + 1 : cursor.round,
        now: request.now,
        tell,
        isEnough: enough(request, tell),
        isAborted: () => request.signal.aborted,
        lineBuffer: () =>
          (lineBuffer ??= Buffer.allocUnsafeSlow(bufferBytes(limits.lineBytes, limits.readBytes))),
        sink(record) {
          tell.counts.records++;
          request.sink(record);
        },
      };
      const found = await findFiles(source, choose, cursor.files, limits, tell, request.signal);
      const known = {
        ...found,
        files: await withFormats(found.files, options.formatOf, limits, tell),
        empty: found.files.filter((file) => isChanged(file) && file.head.length === 0),
      };
      const next = await readFound(known, cursor, formats, context);
      return { cursor: next, more: next.at !== undefined, report: tell.report() };
    },
    close: async () => {},
  };
}

/** What lines of a format are left out; undefined where none may be. */
export type Prefilters = (format: FileFormat) => Prefilter | undefined;

/**
 * Made ready once for each format. A zone other than UTC can have an hour that comes twice, and which of them a line means is told by the
 * line before it: there none is left out.
 */
function lineFilters(
  { zone = "UTC" }: FileSource,
  formats: Readonly<Record<string, FileFormat>>,
  prefilters: Prefilters | undefined,
): (format: string) => LineFilter | undefined {
  if (!prefilters || zone !== "UTC") return () => undefined;
  const known = new Map<string, LineFilter | undefined>();
  return (format) => {
    if (!known.has(format)) known.set(format, lineFilter(prefilters(formats[format]!)));
    return known.get(format);
  };
}

/** Names the format of a file that begins so; undefined where none fits. It must say the same of a file that has grown. */
export type FormatOf = (head: Buffer, path: string) => string | undefined;

const AUTO = "auto";

/** How much of a file tells its format. */
const SNIFFED_BYTES = 65_536;

/** Files with the formats that they are found to have. What has none is told, and left out. */
async function withFormats(
  files: Found["files"],
  formatOf: FormatOf | undefined,
  limits: Limits,
  tell: Telling,
): Promise<Found["files"]> {
  const known: Found["files"][number][] = [];
  for (const file of files) {
    if (isUnchanged(file) || file.pattern.format !== AUTO || !formatOf) {
      known.push(file);
      continue;
    }
    if (file.head.length === 0) {
      const why = await emptyBecause(file, limits).catch(fileProblem);
      if (why !== undefined) tell.error(file.label, why);
      continue;
    }
    const beginOf = file.head[0] === 0 ? beginningAfterNuls : beginningOf;
    const beginning = await beginOf(file, SNIFFED_BYTES, limits).catch(() => file.head);
    const format = beginning.length === 0 ? undefined : formatOf(beginning, file.path);
    if (format !== undefined) known.push({ ...file, pattern: { ...file.pattern, format } });
    else tell.warning(file.label, beginning.length === 0 ? ONLY_NULS : NO_FORMAT);
  }
  return known;
}

const ONLY_NULS =
  "Begins with nothing but NUL bytes, so its format cannot be told; it was not read. Name its format.";

const NO_FORMAT = "Is of no format that is known here; it was not read. Name its format.";

/** Reads files, log by log, until it is enough; answers the next cursor. */
async function readFound(
  { files, refused, empty }: Found & { empty: Found["files"] },
  cursor: FileCursor,
  formats: Readonly<Record<string, FileFormat>>,
  context: ReadContext,
): Promise<FileCursor> {
  const { limits, round, now } = context;
  const isBlocks = ({ pattern }: Inspected): boolean => formats[pattern.format]!.unit === "block";
  const unchanged = files.filter((file) => isUnchanged(file));
  const changed = files.filter((file) => isChanged(file));
  const matches = context.isAborted()
    ? new Map<Inspected, Match>()
    : await matchFiles(
        changed.filter((file) => !isBlocks(file)),
        unchanged,
        cursor.files,
        limits,
      );

  const used = new Set(unchanged.flatMap(({ entries }) => entries));
  const next: FileEntry[] = [...used].map((entry) => ({ ...entry, seen: now.toISOString() }));
  const read = new Map(next.map((entry) => [entry.path, entry]));
  const blocks = blockFiles(cursor.files, next, limits);
  const partOf = logParts(files, matches, read);
  let at = context.isAborted() ? (cursor.at ?? "") : undefined;
  let isMore = context.isAborted();
  for (const file of changed) {
    const family = familyOf(file);
    const match = matches.get(file);
    if (match?.kind === "copy") continue;
    const format = formats[file.pattern.format]!;
    const isDone = hasEnded(file, knownEntry(match), round);
    if (isDone || at !== undefined || compare(family, cursor.at ?? "") < 0) {
      isMore ||= at !== undefined;
      const known = knownEntry(match);
      const kept = format.unit === "block" ? blocks.kept(file) : known ? [known] : [];
      for (const entry of kept) {
        if (!used.has(entry)) next.push(entry);
        used.add(entry);
      }
      continue;
    }
    const part = partOf(file);
    let before = knownEntry(match);
    let visit: Visit;
    if (format.unit === "block") {
      const known = await blocks.before(file, format, part.before);
      before = known.before;
      visit = await visitBlocks(file, format, known, context);
      blocks.passed(visit.entry, before);
    } else {
      visit = await visitFile(file, format, match, context, part);
      const isTakenOver = visit.entry.state !== undefined && part.before;
      if (isTakenOver && isContinuing(format, before)) delete part.before!.state;
    }
    next.push(visit.entry);
    read.set(file.key, visit.entry);
    isMore = visit.isCut;
    if (isMore || context.isEnough()) at = family;
    if (before) used.add(before);
  }
  for (const [file, match] of matches) {
    const original = match.kind === "copy" ? read.get(match.of) : undefined;
    if (match.kind !== "copy" || !original || original.left || original.offset < match.bytes)
      continue;
    next.push(await copiedEntry(file, match.bytes, original, context));
    for (const entry of cursor.files) if (entry.copy && entry.path === file.key) used.add(entry);
  }
  const gone = cursor.files.filter((entry) => !used.has(entry));
  const remembered = context.isAborted()
    ? gone
    : tellGone(gone, [...files, ...empty], refused, context);
  const answer = { version: 1 as const, round, files: [...remembered, ...next] };
  return at !== undefined && isMore ? { ...answer, at } : answer;
}

/** Whether it was read to its end in this round, and is as it was: else what makes a slice full makes each one full, and no other file has its turn. */
const hasEnded = (file: Inspected, known: FileEntry | undefined, round: number): boolean =>
  known?.ended === true &&
  known.round === round &&
  known.path === file.key &&
  known.size === file.stat.size &&
  known.mtime === file.stat.mtime;

const isChanged = (file: Inspected | Unchanged): file is Inspected => !isUnchanged(file);
const isUnchanged = (file: Inspected | Unchanged): file is Unchanged => "entries" in file;

const knownEntry = (match: Match | undefined): FileEntry | undefined =>
  match?.kind === "known" ? match.entry : undefined;

async function visitFile(
  file: Inspected,
  format: LineFormat,
  match: Match | undefined,
  context: ReadContext,
  part: LogPart,
): Promise<Visit> {
  if (match?.kind === "known") {
    const { entry, isEnd, isSameRaw } = match;
    const isRead = !entry.left && (isSameRaw || isEnd);
    if (isRead) return { entry: movedEntry(entry, file, context), isCut: false };
  }
  const before = knownEntry(match);
  const isEmpty = file.raw === undefined && file.stat.size === 0;
  if (isEmpty && !before) return { entry: newEntry(file, context), isCut: false };
  if (isSkipping(context) && !before)
    return { entry: await skipLines(file, format, context), isCut: false };
  return visitLines(file, format, before, context, part);
}

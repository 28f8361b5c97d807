import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileSource, Limits, Prefilter } from "../../../sweeps/files/declaration";
import { type FileReadResult, fileReader } from "../../../sweeps/files/file-reader";
import type {
  Alike,
  BlockFormat,
  FileFormat,
  FormatContext,
  LineFormat,
} from "../../../sweeps/format";
import { logKind } from "../../../sweeps/log-kind";
import type { LogRecord } from "../../../sweeps/log-record";

const KIND = logKind({ product: "test", services: [], categories: [] });

export function record(text: string, { name }: FormatContext, at: number): LogRecord {
  return {
    kind: KIND,
    time: Number.NaN,
    count: 1,
    get: () => undefined,
    names: () => [],
    text: () => text,
    identity: () => text,
    place: () => ({ name, at }),
  };
}

const ANY_SHAPE = { low: new Uint8Array(48).fill(1, 0, 1), high: new Uint8Array(48).fill(0xff) };
const ANY: Alike = [ANY_SHAPE, ANY_SHAPE];

/** Each line is a record. A line "head: …" is remembered, and goes before each later line; a line "two: …" waits for the one after it. */
export const lines: LineFormat = {
  unit: "line",
  name: "lines",
  open(context) {
    let head = (context.state as { head?: string } | undefined)?.head ?? "";
    let waiting: { text: string; offset: number } | undefined;
    const hand = (text: string, offset: number): void =>
      context.sink(record(head + text, context, offset));
    return {
      line(buffer, start, end, offset) {
        const text = buffer.toString("utf8", start, end);
        if (waiting) {
          hand(`${waiting.text}+${text}`, waiting.offset);
          waiting = undefined;
        } else if (text.startsWith("two: ")) waiting = { text, offset };
        else if (text.startsWith("head: ")) head = `[${text.slice(6)}]`;
        else if (text.startsWith("bad")) context.unparsed(text);
        else hand(text, offset);
      },
      alike: () => (waiting || head !== "" ? undefined : ANY),
      pending: () => waiting?.offset,
      flush() {
        if (waiting) hand(waiting.text, waiting.offset);
        waiting = undefined;
      },
      state: () => ({ head }),
    };
  },
};

/** Blocks after a header of two bytes; each whose first four bytes were not seen before is a record of these. */
const blocksOf = (blockBytes: number): BlockFormat => ({
  unit: "block",
  name: "blocks",
  headerBytes: 2,
  blockBytes,
  mark: { at: 2, length: 4 },
  open(context) {
    const seen = new Set(context.state as string[] | undefined);
    return {
      block(bytes, offset) {
        const text = bytes.toString("latin1", 0, 4);
        if (seen.has(text)) return;
        seen.add(text);
        context.sink(record(text, context, offset));
      },
      flush: () => context.sink(record(`(${context.name})`, context, -1)),
      state: () => [...seen],
    };
  },
});

/** A source whose sweeps go on from each other, over JSON. */
export function sweeping(
  source: Partial<FileSource> & Pick<FileSource, "roots">,
  options: {
    prefilter?: Prefilter;
    limits?: Partial<Limits>;
    /** Besides those of this file. */
    formats?: Readonly<Record<string, FileFormat>>;
    /** Of each record that is read. */
    on?: (text: string) => void;
  } = {},
) {
  const reader = fileReader(
    {
      files: [{ glob: "**/*", format: "lines" }],
      backfill: true,
      limits: { readBytes: 4096, lineBytes: 4096, ...options.limits },
      ...source,
    },
    { lines, blocks: blocksOf(4), largeBlocks: blocksOf(65_536), ...options.formats },
    { prefilters: () => options.prefilter },
  );
  let cursor: unknown;
  const texts: string[] = [];
  const places: string[] = [];
  const slice = async (isEnough: () => boolean, signal: AbortSignal): Promise<FileReadResult> => {
    const result = await reader.read({
      cursor,
      sink(each) {
        texts.push(each.text());
        places.push(`${each.place().name}@${each.place().at}`);
        options.on?.(texts.at(-1)!);
      },
      isEnough,
      signal,
      now: new Date(),
    });
    cursor = JSON.parse(JSON.stringify(result.cursor));
    return result;
  };
  return {
    /** Everything that was read since it was asked last. */
    take: () => texts.splice(0),
    takePlaces: () => places.splice(0),
    cursor: () => cursor,
    goBackTo(earlier: unknown) {
      cursor = earlier;
    },
    /** One read, until it is enough. */
    slice: (isEnough = () => true, signal = new AbortController().signal) =>
      slice(isEnough, signal),
    /** A whole sweep, cut wherever it may be when told so. Answers its notices. */
    async sweep(isCut = false): Promise<string[]> {
      const notices: string[] = [];
      for (let slices = 0; slices < 100_000; slices++) {
        const { more, report } = await slice(() => isCut, new AbortController().signal);
        notices.push(
          ...report.notices.map(
            ({ severity, about, message }) => `${severity} ${about}: ${message}`,
          ),
        );
        if (!more) return notices;
      }
      throw new Error("The sweep does not end.");
    },
  };
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "files-")));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

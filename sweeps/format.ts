import type { LogKind } from "./log-kind";
import type { Notice, RecordSink } from "./reader";

/** What a file's parser is told. */
export interface FormatContext {
  /** Where records go. */
  sink: RecordSink;
  /** For places and notices. */
  name: string;
  /** As an earlier parser of the same file left it; undefined at its start. Plain JSON. */
  state: unknown;
  /** When the file was last written: a log without years has it from here. */
  modified: Date;
  /** IANA name of the zone of times that name none; "UTC" unless the source says otherwise. */
  zone: string;
  /** Whose log it is, where the log does not say. */
  host: string | undefined;
  /** From the source's declaration: a CSV's or JSON's fields by the name that records give them. */
  fields?: Readonly<Record<string, string>>;
  /** A line that is no record; the reader counts it and keeps some samples. */
  unparsed(sample: string): void;
  notice(notice: Omit<Notice, "about">): void;
  /** Lines that were handed over, or left out, before the one that is handed over now. Missing where there is no going back. */
  again?: Again;
}

/**
 * Shows the lines, oldest first, that begin from one offset on and before another, which is at most that of the line that is handed
 * over now; of those, the ones that begin at most `LineFormat.lookBack` bytes before it. Where a line is long or damaged, it comes as it is.
 */
export type Again = (from: number, to: number, see: LineParser["line"]) => void;

/**
 * Lines that hold no more for their parser than one record each: such a line gives a record, and leaves the parser as it is. Either it begins with one
 * of two shapes; or it is of JSON, differs only in values of keys that do not tell, and its record is of this kind, too, if the kind is told by those that do.
 */
export type Alike =
  | readonly [Shape, Shape]
  | { readonly kind: LogKind; readonly isTold: () => boolean };

/** For `SHAPE_BYTES` bytes from a line's beginning on the lowest and the highest that there may be, the first not NUL. */
export interface Shape {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/** How many bytes of a line a shape may be about. */
export const SHAPE_BYTES = 48;

/** A format of lines: the reader finds the lines, whatever the encoding, and hands them over as UTF-8. */
export interface LineFormat {
  readonly unit: "line";
  readonly name: string;
  /** Of a log that is rotated, a part begins with the state that the part before it ended with. */
  readonly isContinued?: true;
  /** How many bytes before a line its parser may want to see again; none when left out. */
  readonly lookBack?: number;
  open(context: FormatContext): LineParser;
}

export interface LineParser {
  /** One line without its end, as bytes start to end of a buffer that is used again; `offset` is where it begins in the file. */
  line(buffer: Buffer, start: number, end: number, offset: number): void;
  /**
   * Where the earliest line begins that a record still waits for (an 18456's second line, an auditd event); undefined when none does.
   * A parser that goes on is shown all lines from there on: records of these wait, too, or `state` says that they were handed over.
   */
  pending(): number | undefined;
  /**
   * Asked right after a line: which lines need not be handed over where no rule is about them, as long as no other line is handed over in between.
   * Undefined, or missing: none.
   */
  alike?(buffer: Buffer, start: number, end: number): Alike | undefined;
  /** No more lines will come: what waits is handed over as it is. */
  flush(): void;
  /** Whether something waits that has no line in this file yet, as it began in the part before. */
  waits?(): boolean;
  /** As `flush`, but the log goes on in its next part: the state for that, with what still waits. */
  handOn?(): unknown;
  /** What a parser that goes on must know (IIS's fields, the latest day), at `pending()` or else the next line. Small. */
  state(): unknown;
}

/** A format of blocks of fixed size after a header: EVTX. */
export interface BlockFormat {
  readonly unit: "block";
  readonly name: string;
  readonly headerBytes: number;
  readonly blockBytes: number;
  /** Where bytes are that stay as they are once a record is there, and that no other file has. */
  readonly mark: { readonly at: number; readonly length: number };
  open(context: FormatContext): BlockParser;
}

export interface BlockParser {
  /** The last may be shorter than a block. Blocks are written again in place, so all are handed over at every sweep of a changed file. */
  block(bytes: Buffer, offset: number): void;
  /** The file's last block was handed over. */
  flush(): void;
  /** What was handed over already, so that no record comes twice. Small. A read may stop after a block: the next goes on with this state and hands that block over again, which may have grown. */
  state(): unknown;
}

export type FileFormat = LineFormat | BlockFormat;

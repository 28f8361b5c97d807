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
}

/** A format of lines: the reader finds the lines, whatever the encoding, and hands them over as UTF-8. */
export interface LineFormat {
  readonly unit: "line";
  readonly name: string;
  /** Of a log that is rotated, a part begins with the state that the part before it ended with. */
  readonly isContinued?: true;
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
   * A line that may have been left out, and that a later one speaks of ("last message repeated") or dates: it is remembered and gives no
   * record. The same line may come again, here or as one to read.
   */
  show?(buffer: Buffer, start: number, end: number, offset: number): void;
  /** No more lines will come: what waits is handed over as it is. */
  flush(): void;
  /** Whether something waits that has no line in this file yet, as it began in the part before. */
  waits?(): boolean;
  /** As `flush`, but the log goes on in its next part: the state for that, with what still waits. */
  handOn?(): unknown;
  /** What a parser that goes on must know (IIS's fields, the line that "last message repeated" means), at `pending()` or else the next line. Small. */
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

import type { LogKind } from "../log-kind";
import type { Encoding } from "./encoding";

/** Files to read as logs, as a source of sweeps.json declares them. */
export interface FileSource {
  /** Absolute folders; nothing outside of them is opened, whatever links say. */
  roots: readonly string[];
  /** The first pattern that matches a file decides how it is read. */
  files: readonly FilePattern[];
  /** Globs of what is left out. */
  exclude?: readonly string[];
  /** Whether what is in the files at the first sweep is read; otherwise only what comes after it. */
  backfill: boolean;
  /** The files do not change any more: a last line without an end is read at once. */
  finished?: boolean;
  /** IANA name of the zone of times that name none; "UTC" when left out. */
  zone?: string;
  host?: string;
  fields?: Readonly<Record<string, string>>;
  limits?: Partial<Limits>;
}

export interface FilePattern {
  /**
   * Relative to a root, with "/" (https://github.com/micromatch/picomatch#globbing-features). Rotated and compressed
   * predecessors are found without being named: `auth.log` stands for `auth.log.1` and `auth.log-20260131.gz`, too.
   */
  glob: string;
  /** One of the formats that the reader was given. */
  format: string;
  /** Where no byte order mark says it; UTF-8 when left out. */
  encoding?: Encoding;
}

export interface Limits {
  /** Files that are read and remembered, each with a few hundred bytes of cursor. */
  files: number;
  /** Remembered files that are not there any more. */
  goneFiles: number;
  goneDays: number;
  /** Entries of folders that are looked at in one read. */
  folderEntries: number;
  depth: number;
  /** Bytes of a line; a longer one is skipped and told. */
  lineBytes: number;
  /** Bytes that are read at once; how often a sweep can stop. */
  readBytes: number;
  /** Uncompressed bytes of one compressed file. */
  expandedBytes: number;
  /** Uncompressed to compressed bytes, beyond the first 64 MiB: logs stay below 100, bombs are made to exceed 1000. */
  expansion: number;
}

const MIB = 1024 * 1024;

export const limitsOf = (source: FileSource): Limits => ({
  files: 10_000,
  goneFiles: 1_000,
  goneDays: 30,
  folderEntries: 5_000_000,
  depth: 32,
  lineBytes: MIB,
  readBytes: MIB,
  expandedBytes: 256 * 1024 * MIB,
  expansion: 500,
  ...source.limits,
});

/** What lines may be left out. */
export type Prefilter = LiteralPrefilter | KindPrefilter;

/** Lines that contain none of the literals, and would do nothing but give a record (`LineParser.alike`), are left out, and counted as records. */
export interface LiteralPrefilter {
  /** ASCII, without line ends; upper and lower case count as equal. */
  literals: readonly string[];
  /** Lines with a byte from 128 on are not left out. */
  beyondAscii?: boolean;
}

/**
 * Lines of JSON whose record is of a kind that is not needed are left out, and counted as records: those that differ from one that was parsed only in values of
 * other keys, where its parser says that these make the kind (`LineParser.alike`).
 */
export interface KindPrefilter {
  keys: readonly string[];
  isNeedless: (kind: LogKind) => boolean;
}

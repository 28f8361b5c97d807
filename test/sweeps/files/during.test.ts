import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fileReader } from "../../../sweeps/files/file-reader";
import { lines, sweeping, temporaryFolder } from "./support";

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
const textOf = (all: string[]): string => all.map((line) => `${line}\n`).join("");

describe("while a log is read", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    writeFileSync(path("a.log"), textOf(numbered(0, 1000)));
  });
  afterEach(() => folder.remove());

  /** Sweeps twice, and lets something happen when a line is read for the first time. */
  async function sweepTwice(at: string, happen: () => void) {
    const reader = fileReader(
      {
        roots: [folder.path],
        files: [{ glob: "a.log", format: "lines" }],
        backfill: true,
        limits: { readBytes: 512 },
      },
      { lines },
    );
    const texts: string[] = [];
    const notices: string[] = [];
    let cursor: unknown;
    let first = 0;
    for (let sweep = 0; sweep < 2; sweep++) {
      const result = await reader.read({
        cursor,
        sink(record) {
          texts.push(record.text());
          if (texts.length < 1000 && record.text() === at) happen();
        },
        isEnough: () => false,
        signal: new AbortController().signal,
        now: new Date(),
      });
      cursor = JSON.parse(JSON.stringify(result.cursor));
      first ||= texts.length;
      notices.push(...result.report.notices.map(({ message }) => message));
    }
    return { texts, first, notices };
  }

  it("the log may be renamed and begun anew", async () => {
    const { texts, notices } = await sweepTwice("line 500", () => {
      appendFileSync(path("a.log"), textOf(numbered(1000, 1200)));
      renameSync(path("a.log"), path("a.log.1"));
      writeFileSync(path("a.log"), textOf(numbered(1200, 1400)));
    });
    expect(texts).toEqual(numbered(0, 1400));
    expect(notices).toEqual([]);
  });

  it("the log may be copied and truncated", async () => {
    const { texts, notices } = await sweepTwice("line 500", () => {
      copyFileSync(path("a.log"), path("a.log.1"));
      truncateSync(path("a.log"), 0);
      appendFileSync(path("a.log"), textOf(numbered(1000, 1100)));
    });
    expect(texts).toEqual(numbered(0, 1100));
    expect(notices).toEqual([
      "Was truncated or rewritten while it was read; the next sweep looks for what it held.",
    ]);
  });

  it("the log may be copied, truncated, and longer than before when the next bytes are read", async () => {
    const { texts } = await sweepTwice("line 500", () => {
      copyFileSync(path("a.log"), path("a.log.1"));
      truncateSync(path("a.log"), 0);
      appendFileSync(path("a.log"), textOf(numbered(1000, 9000)));
    });
    expect(texts).toEqual(numbered(0, 9000));
  });

  it("the log may be compressed", async () => {
    const { texts } = await sweepTwice("line 500", () => {
      writeFileSync(path("a.log.1.gz"), gzipSync(readFileSync(path("a.log"))));
      rmSync(path("a.log"));
      writeFileSync(path("a.log"), textOf(numbered(1000, 1100)));
    });
    expect(texts).toEqual(numbered(0, 1100));
  });

  it("the log may grow: what comes after the listing is read by the next sweep", async () => {
    const { texts, first } = await sweepTwice("line 500", () => {
      appendFileSync(path("a.log"), textOf(numbered(1000, 1500)));
    });
    expect(first).toBe(1000);
    expect(texts).toEqual(numbered(0, 1500));
  });

  it("files that may not be read are told and keep nothing from being read", async () => {
    chmodSync(folder.path, 0o755);
    for (const name of ["b", "c"]) writeFileSync(path(`${name}.log`), `${name}\n`);
    chmodSync(path("b.log"), 0o200);
    const read = sweeping({
      roots: [folder.path],
      files: [{ glob: "{b,c}.log", format: "lines" }],
    });
    // The superuser may read everything.
    const isSuperuser = process.geteuid?.() === 0;
    if (isSuperuser) process.seteuid?.(65_534);
    const notices = await read.sweep().finally(() => isSuperuser && process.seteuid?.(0));
    expect(notices).toEqual([
      "error b.log: Could not be read: permission denied; give the sweep's account the right to read it.",
    ]);
    chmodSync(path("b.log"), 0o644);
    await read.sweep();
    expect(read.take()).toEqual(["c", "b"]);
  });
});

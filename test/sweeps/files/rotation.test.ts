import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { sweeping, temporaryFolder } from "./support";

describe("a log that is rotated", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  let read: ReturnType<typeof sweeping>;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    read = sweeping({ roots: [folder.path], files: [{ glob: "**/*.log", format: "lines" }] });
  });
  afterEach(() => folder.remove());
  const write = (name: string, text: string | Buffer): void => writeFileSync(path(name), text);
  const append = (name: string, text: string): void => appendFileSync(path(name), text);
  const gzip = (name: string, to = `${name}.gz`): void => {
    write(to, gzipSync(readFileSync(path(name))));
    rmSync(path(name));
  };

  it("goes on where it was read to", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    append("a.log", "3\n");
    await read.sweep();
    expect(read.take()).toEqual(["1", "2", "3"]);
  });

  it("by renaming is finished before its successor is read", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    append("a.log", "3\n");
    renameSync(path("a.log"), path("a.log.1"));
    write("a.log", "4\n");
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2", "3", "4"]);
  });

  it("is found when all names shift at once", async () => {
    write("a.log", "head: c\n5\n6\n");
    write("a.log.1", "head: b\n3\n4\n");
    write("a.log.2", "head: a\n1\n2\n");
    await read.sweep();
    renameSync(path("a.log.2"), path("a.log.3"));
    renameSync(path("a.log.1"), path("a.log.2"));
    append("a.log", "7\n");
    renameSync(path("a.log"), path("a.log.1"));
    write("a.log", "head: d\n8\n");
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["[a]1", "[a]2", "[b]3", "[b]4", "[c]5", "[c]6", "[c]7", "[d]8"]);
  });

  it("by copying and truncating is finished in the copy", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    append("a.log", "3\n");
    copyFileSync(path("a.log"), path("a.log.1"));
    truncateSync(path("a.log"), 0);
    append("a.log", "4\n5\n6\n7\n");
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
  });

  it("is read once when a sweep comes between copying and truncating", async () => {
    write("a.log", "1\n2\n");
    copyFileSync(path("a.log"), path("a.log.1"));
    await read.sweep();
    append("a.log", "3\n");
    await read.sweep();
    truncateSync(path("a.log"), 0);
    append("a.log", "4\n");
    await read.sweep();
    expect(read.take()).toEqual(["1", "2", "3", "4"]);
  });

  it("skips the NUL bytes that a writer leaves who goes on at its old place, and tells how many", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    copyFileSync(path("a.log"), path("a.log.1"));
    write("a.log", Buffer.concat([Buffer.alloc(100_000), Buffer.from("3\n4\n")]));
    expect(await read.sweep()).toEqual([
      "warning a.log: 100000 NUL bytes at the start of lines were skipped, as left by a truncation.",
    ]);
    expect(read.take()).toEqual(["1", "2", "3", "4"]);
  });

  it("is followed through renaming and compressing between two sweeps", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    append("a.log", "3\n");
    renameSync(path("a.log"), path("a.log.1"));
    gzip("a.log.1");
    write("a.log", "4\n");
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2", "3", "4"]);
  });

  it("by date is read in the order of dates", async () => {
    write("a-20260131.log", "2\n");
    write("a-20260130.log", "1\n");
    write("a.log", "3\n");
    await read.sweep();
    append("a.log", "4\n");
    renameSync(path("a.log"), path("a-20260201.log"));
    write("a.log", "5\n");
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("is counted once when it was read and is compressed later, however often it moves", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    gzip("a.log", "a.log.1.gz");
    await read.sweep();
    renameSync(path("a.log.1.gz"), path("a.log.2.gz"));
    await read.sweep();
    mkdirSync(path("old"));
    renameSync(path("a.log.2.gz"), path("old/a.log.3.gz"));
    await read.sweep();
    expect(read.take()).toEqual(["1", "2"]);
  });

  it("is counted once while both it and its compressed copy are there", async () => {
    write("a.log.1", "1\n2\n");
    await read.sweep();
    write("a.log.1.gz", gzipSync("1\n2\n").subarray(0, 15));
    await read.sweep();
    write("a.log.1.gz", gzipSync("1\n2\n"));
    await read.sweep();
    rmSync(path("a.log.1"));
    await read.sweep();
    expect(read.take()).toEqual(["1", "2"]);
  });

  it("gives the last record of a part before those of the next", async () => {
    write("a.log", "1\ntwo: 2\n");
    await read.sweep();
    renameSync(path("a.log"), path("a.log.1"));
    write("a.log", "3\n");
    await read.sweep();
    expect(read.take()).toEqual(["1", "two: 2", "3"]);
  });

  it("waits for the rest of a part's last line, though the next part has begun", async () => {
    write("a.log.1", "1\ntwo: 2\nha");
    write("a.log", "4\n");
    await read.sweep();
    append("a.log.1", "lf\n");
    await read.sweep();
    expect(read.take()).toEqual(["1", "4", "two: 2+half"]);
  });

  it("is counted once when it is truncated and begun anew after it was looked into", async () => {
    write("a.log.1", "1\n");
    write("a.log", "2\n3\n4\n");
    const watched = sweeping(
      { roots: [folder.path] },
      {
        on(text) {
          if (text !== "1") return;
          copyFileSync(path("a.log"), path("a.log.2"));
          truncateSync(path("a.log"), 0);
          append("a.log", "5\n");
        },
      },
    );
    expect(await watched.sweep()).toEqual([
      "warning a.log: Was truncated or rewritten while it was read; the next sweep looks for what it held.",
    ]);
    await watched.sweep();
    append("a.log", "6\n");
    await watched.sweep();
    expect(watched.take()).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  it("is told from another with the same first kilobyte", async () => {
    const banner = "banner ".repeat(200);
    write("a.log", `${banner}\n1\n`);
    await read.sweep();
    renameSync(path("a.log"), path("a.log.1"));
    append("a.log.1", "2\n");
    write("a.log", `${banner}\n3\n4\n`);
    await read.sweep();
    expect(read.take().filter((text) => text !== banner)).toEqual(["1", "2", "3", "4"]);
  });

  it("that shares only its header with its successor loses no line of either", async () => {
    write("a.log", "head: same\n");
    await read.sweep();
    copyFileSync(path("a.log"), path("a.log.1"));
    append("a.log.1", "1\n");
    append("a.log", "2\n");
    await read.sweep();
    append("a.log", "3\n");
    await read.sweep();
    expect(read.take()).toEqual(["[same]1", "[same]2", "[same]3"]);
  });

  it("tells of possible loss when it is truncated and nothing has what it held", async () => {
    write("a.log", "1\n2\n3\n");
    await read.sweep();
    write("a.log", "4\n");
    const notices = await read.sweep();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(
      "warning a.log: Was truncated, and is read from its start: possible loss, 0 bytes",
    );
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2", "3", "4"]);
  });

  it("tells how many bytes were not read of one that is replaced by a larger one", async () => {
    write("a.log", "1\nunfinished");
    await read.sweep();
    write("a.log", "2\n3\n4\n5\n6\n7\n8\n9\n");
    const notices = await read.sweep();
    expect(notices[0]).toContain("error a.log: Was replaced");
    expect(notices[0]).toContain("10 bytes of what it held");
    expect(read.take()).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  });

  it("is silent when the oldest part of it is deleted", async () => {
    write("a.log.1", "1\n");
    write("a.log", "2\n");
    await read.sweep();
    renameSync(path("a.log"), path("a.log.1"));
    expect(await read.sweep()).toEqual([]);
    rmSync(path("a.log.1"));
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2"]);
  });

  it("goes on in a copy with another number and time", async () => {
    write("a.log", "1\n2\n");
    await read.sweep();
    const copy = `${readFileSync(path("a.log"), "utf8")}3\n`;
    write("tmp", copy);
    renameSync(path("tmp"), path("a.log"));
    utimesSync(path("a.log"), 1, 1);
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2", "3"]);
  });

  it("is remembered for a while when it is gone, and forgotten with a notice", async () => {
    const brief = sweeping({ roots: [folder.path] }, { limits: { goneFiles: 1 } });
    for (const name of ["a.log", "b.log", "c.log"]) write(name, `${name}\n`);
    await brief.sweep();
    for (const name of ["a.log", "b.log", "c.log"]) rmSync(path(name));
    const [notice] = await brief.sweep();
    expect(notice).toContain("2 files that are gone were forgotten");
    expect((brief.cursor() as { files: unknown[] }).files).toHaveLength(1);
  });

  it("is read from its end on when what was there before the first sweep is not wanted", async () => {
    write("a.log", `head: h\n${"x\n".repeat(50_000)}1\n2`);
    write("b.log.1.gz", gzipSync("old\n"));
    const later = sweeping({
      roots: [folder.path],
      files: [{ glob: "*.log", format: "lines" }],
      backfill: false,
    });
    await later.sweep(true);
    append("a.log", "3\n4\n");
    write("c.log", "new\n");
    await later.sweep(true);
    expect(later.take()).toEqual(["[h]23", "[h]4", "new"]);
  });
});

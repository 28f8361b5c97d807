import { copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { sweeping, temporaryFolder } from "./support";

describe("files of blocks", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  let read: ReturnType<typeof sweeping>;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    read = sweeping({ roots: [folder.path], files: [{ glob: "*", format: "blocks" }] });
  });
  afterEach(() => folder.remove());

  it("are handed over whole when they changed, and their parser's state goes along", async () => {
    writeFileSync(path("a"), "hhaaaabbbbcc");
    await read.sweep();
    expect(read.takePlaces()).toEqual(["a@2", "a@6", "a@10", "a@-1"]);
    expect(read.take()).toEqual(["aaaa", "bbbb", "cc", "(a)"]);
    await read.sweep();
    writeFileSync(path("a"), "iiaaaaBBBBcccc");
    await read.sweep();
    expect(read.take()).toEqual(["BBBB", "cccc", "(a)"]);
  });

  it("keep their state when they are archived, packed and begun anew", async () => {
    writeFileSync(path("a"), "hhaaaa");
    await read.sweep();
    writeFileSync(path("a"), "hhaaaabbbb");
    renameSync(path("a"), path("Archive-a-2026-01-31"));
    writeFileSync(path("a"), "hhcccc");
    await read.sweep();
    copyFileSync(path("Archive-a-2026-01-31"), path("copy"));
    writeFileSync(path("Archive-a-2026-01-31.gz"), gzipSync("hhaaaabbbbdddd"));
    rmSync(path("Archive-a-2026-01-31"));
    rmSync(path("copy"));
    await read.sweep();
    await read.sweep();
    const handed = read.take().filter((text) => !text.startsWith("("));
    expect(handed).toEqual(["aaaa", "bbbb", "cccc", "dddd"]);
  });

  it("that are large are read a slice at a time, and again when they changed meanwhile", async () => {
    const names = Array.from({ length: 40 }, (_, index) => String(index).padStart(4, "0"));
    const block = (name: string): string => name.padEnd(65_536, ".");
    writeFileSync(path("a"), `hh${names.map(block).join("")}`);
    const large = sweeping(
      { roots: [folder.path], files: [{ glob: "*", format: "largeBlocks" }] },
      { limits: { readBytes: 1_048_576 } },
    );
    const { more } = await large.slice();
    expect(more).toBe(true);
    expect(large.take()).toEqual(names.slice(0, 16));
    writeFileSync(path("a"), `hh${names.with(1, "new!").map(block).join("")}`);
    await large.sweep(true);
    expect(large.take()).toEqual([...names.slice(16), "(a)"]);
    await large.sweep();
    expect(large.take()).toEqual(["new!", "(a)"]);
    await large.sweep();
    expect(large.take()).toEqual([]);
  });

  it("are known and not handed over at the first sweep when what is there is not wanted", async () => {
    const later = sweeping({
      roots: [folder.path],
      files: [{ glob: "*", format: "blocks" }],
      backfill: false,
    });
    writeFileSync(path("a"), "hhaaaabbbb");
    await later.sweep();
    expect(later.take()).toEqual([]);
    writeFileSync(path("a"), "hhaaaabbbbcccc");
    await later.sweep();
    expect(later.take()).toEqual(["cccc", "(a)"]);
  });
});

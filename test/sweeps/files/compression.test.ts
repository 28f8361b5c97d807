import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";
import { sweeping, temporaryFolder } from "./support";
import { zipOf } from "./zip";

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}`);
const text = (...parts: string[][]): string => parts.map((part) => `${part.join("\n")}\n`).join("");

describe("compressed logs", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  let read: ReturnType<typeof sweeping>;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    read = sweeping({ roots: [folder.path] });
  });
  afterEach(() => folder.remove());

  it.each([
    ["gzip", (bytes: string) => zlib.gzipSync(bytes)],
    ["zstd", (bytes: string) => zlib.zstdCompressSync(bytes)],
  ])(
    "by %s are read through all of their parts, with a last line without an end",
    async (_, pack) => {
      const parts = [
        pack(text(numbered(0, 5000))),
        pack(""),
        pack(`${text(numbered(5000, 9000))}end`),
      ];
      writeFileSync(path("a.log.1.x"), Buffer.concat(parts));
      expect(await read.sweep(true)).toEqual([]);
      expect(read.take()).toEqual([...numbered(0, 9000), "end"]);
      expect(await read.sweep()).toEqual([]);
      expect(read.take()).toEqual([]);
    },
  );

  it("by zstd are read beyond frames that are to be skipped", async () => {
    const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frame = zlib.zstdCompressSync("1\n");
    writeFileSync(
      path("a.zst"),
      Buffer.concat([skipped, frame, skipped, zlib.zstdCompressSync("2\n"), skipped]),
    );
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["1", "2"]);
  });

  it("that are cut off give what is there, and the rest when it has come", async () => {
    const whole = zlib.gzipSync(text(numbered(0, 20_000)));
    writeFileSync(path("a.gz"), whole.subarray(0, whole.length / 2));
    const notices = await read.sweep();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/^error a\.gz: Is cut off after \d+ uncompressed bytes/);
    const first = read.take();
    expect(first.length).toBeGreaterThan(5000);
    writeFileSync(path("a.gz"), whole);
    expect(await read.sweep()).toEqual([]);
    expect([...first, ...read.take()]).toEqual(numbered(0, 20_000));
  });

  it("that are damaged give what comes before the damage, and are told", async () => {
    const bytes = zlib.gzipSync(text(numbered(0, 200_000)));
    const place = Math.floor(bytes.length * 0.75);
    bytes.fill(0xff, place, place + 60);
    writeFileSync(path("a.gz"), bytes);
    writeFileSync(path("b"), "b\n");
    const [notice] = await read.sweep();
    expect(notice).toMatch(/^error a\.gz: Is damaged after about \d+ uncompressed bytes/);
    const got = read.take();
    expect(got.length).toBeGreaterThan(50_000);
    expect(got.at(-1)).toBe("b");
  });

  it("have offsets in what they hold uncompressed", async () => {
    writeFileSync(path("a.gz"), zlib.gzipSync("12345\n1\n"));
    await read.sweep();
    expect(read.takePlaces()).toEqual(["a.gz@0", "a.gz@6"]);
  });

  it("of other compressions are told and not read as text", async () => {
    writeFileSync(path("a.xz"), Buffer.from("fd377a585a000004e6d6b446", "hex"));
    writeFileSync(path("b.bz2"), Buffer.from("BZh91AY&SY"));
    expect(await read.sweep()).toEqual([
      "error a.xz: Is compressed by xz, which is not read: use gzip, zstd or zip.",
      "error b.bz2: Is compressed by bzip2, which is not read: use gzip, zstd or zip.",
    ]);
    expect(read.take()).toEqual([]);
  });

  it("that expand beyond all measure are given up, told once, and keep nothing else from being read", async () => {
    const bomb = Buffer.alloc(100 * 1024 * 1024, `${"x".repeat(4095)}\n`);
    writeFileSync(path("a.gz"), zlib.gzipSync(bomb));
    writeFileSync(path("b.zst"), zlib.zstdCompressSync(bomb));
    writeFileSync(path("c.zip"), zipOf([{ name: "c.log", data: bomb }]));
    writeFileSync(path("d"), "d\n");
    let last = "";
    let count = 0;
    const counted = sweeping({ roots: [folder.path] }, { limits: { readBytes: 1_048_576 } });
    const notices = await counted.sweep();
    for (const each of counted.take()) {
      last = each;
      count++;
    }
    expect(notices.map((notice) => notice.slice(0, 40))).toEqual([
      "error a.gz: Expands to more than is allo",
      "error b.zst: Expands to more than is all",
      "error c.zip!c.log: Expands to more than ",
    ]);
    expect(last).toBe("d");
    expect(count).toBeLessThan(3 * 65 * 256);
    expect(await counted.sweep()).toEqual([]);
  });

  it("are limited in what they hold altogether", async () => {
    const limited = sweeping({ roots: [folder.path] }, { limits: { expandedBytes: 10_000 } });
    writeFileSync(path("a.gz"), zlib.gzipSync(text(numbered(0, 50_000))));
    const [notice] = await limited.sweep();
    expect(notice).toContain("Expands to more than is allowed");
  });

  it("in an archive are read in their order, by the patterns of their names", async () => {
    const zip = sweeping({
      roots: [folder.path],
      files: [
        { glob: "*.utf16", format: "lines", encoding: "utf-16le" },
        { glob: "*.zip", format: "lines" },
      ],
    });
    const members = [
      { name: "logs/a.log", data: "3\n" },
      { name: "logs/a.log.1", data: "2\n" },
      { name: "logs/a.log.2", data: Buffer.from("1\n"), isStored: true },
      { name: "w.utf16", data: Buffer.from("wide\n", "utf16le") },
      { name: "logs/", data: "" },
    ];
    writeFileSync(path("a.zip"), zipOf(members));
    expect(await zip.sweep(true)).toEqual([]);
    expect(zip.take()).toEqual(["1", "2", "3", "wide"]);
    expect(zip.takePlaces()[0]).toBe("a.zip!logs/a.log.2@0");
    renameSync(path("a.zip"), path("b.zip"));
    expect(await zip.sweep()).toEqual([]);
    writeFileSync(path("b.zip"), zipOf([...members, { name: "new.log", data: "4\n" }]));
    expect(await zip.sweep()).toEqual([]);
    expect(zip.take()).toEqual(["4"]);
  });

  it("in an archive with names that lead out of it, or a password, are told, and the others read", async () => {
    const bytes = zipOf([
      { name: "../up.log", data: "no\n" },
      { name: "/etc/up.log", data: "no\n" },
      { name: String.raw`c:\up.log`, data: "no\n" },
      { name: "secret.log", data: "no\n", isEncrypted: true },
      { name: "ok.log", data: "ok\n" },
    ]);
    writeFileSync(path("a.zip"), bytes);
    const notices = await read.sweep();
    expect(notices).toHaveLength(4);
    expect(notices.filter((notice) => notice.includes("leads out of the archive"))).toHaveLength(3);
    expect(notices.join()).toContain("a.zip!secret.log: Is encrypted");
    expect(read.take()).toEqual(["ok"]);
  });

  it("in an archive that is incomplete are told", async () => {
    const bytes = zipOf([{ name: "a.log", data: "1\n" }]);
    writeFileSync(path("a.zip"), bytes.subarray(0, -10));
    const [notice] = await read.sweep();
    expect(notice).toContain("error a.zip: Its directory is damaged or incomplete");
  });

  it("in an archive are counted once when the log was read before", async () => {
    writeFileSync(path("a.log"), "1\n2\n");
    await read.sweep();
    writeFileSync(path("a.log.zip"), zipOf([{ name: "a.log", data: "1\n2\n3\n" }]));
    rmSync(path("a.log"));
    await read.sweep();
    expect(read.take()).toEqual(["1", "2", "3"]);
  });

  it("that are copied to a second place are counted once", async () => {
    const bytes = zlib.gzipSync("1\n2\n");
    writeFileSync(path("a.log.1.gz"), bytes);
    mkdirSync(path("copy"));
    writeFileSync(path("copy/a.log.1.gz"), bytes);
    await read.sweep();
    await read.sweep();
    rmSync(path("a.log.1.gz"));
    await read.sweep();
    expect(read.take()).toEqual(["1", "2"]);
  });

  it("go on where a part of the log was read before, from tools other than ours", async () => {
    writeFileSync(path("a.log"), text(numbered(0, 3000)));
    await read.sweep();
    appendFileSync(path("a.log"), text(numbered(3000, 6000)));
    renameSync(path("a.log"), path("a.log.1"));
    execFileSync("gzip", [path("a.log.1")]);
    writeFileSync(path("a.log"), "new\n");
    await read.sweep(true);
    expect(read.take()).toEqual([...numbered(0, 6000), "new"]);
    expect(readFileSync(path("a.log"), "utf8")).toBe("new\n");
  });
});

import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileReader } from "../../../sweeps/files/file-reader";
import { lines, sweeping, temporaryFolder } from "./support";

describe("folders", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    mkdirSync(path("root/deep/er"), { recursive: true });
  });
  afterEach(() => folder.remove());
  const roots = (): string[] => [path("root")];

  it("are looked through as the globs say, in the same order every time", async () => {
    for (const name of [
      "b.log",
      "a.log",
      "deep/c.log",
      "deep/er/d.log",
      "e.txt",
      ".hidden.log",
      "x.log.2",
      "x.log.1",
    ])
      writeFileSync(path(`root/${name}`), `${name}\n`);
    const all = sweeping({
      roots: roots(),
      files: [{ glob: "**/*.log", format: "lines" }],
      exclude: ["b.*"],
    });
    await all.sweep();
    expect(all.take()).toEqual(["a.log", "deep/c.log", "deep/er/d.log", "x.log.2", "x.log.1"]);
    const flat = sweeping({ roots: roots(), files: [{ glob: "{deep/*,b}.log", format: "lines" }] });
    await flat.sweep();
    expect(flat.take()).toEqual(["b.log", "deep/c.log"]);
  });

  it("are not left, by links or names", async () => {
    mkdirSync(path("root-other"));
    writeFileSync(path("root-other/secret.log"), "secret\n");
    symlinkSync(path("root-other/secret.log"), path("root/link.log"));
    symlinkSync(path("root-other"), path("root/other"));
    symlinkSync("/etc/passwd", path("root/deep/passwd.log"));
    const read = sweeping({ roots: roots() });
    const notices = await read.sweep();
    expect(read.take()).toEqual([]);
    expect(notices).toContain(
      "error link.log: Was not read: it is a link that leads out of its root; declare where it leads to as a root.",
    );
    for (const glob of ["../root-other/*", "/etc/*", "a/../../b"])
      expect(() => sweeping({ roots: roots(), files: [{ glob, format: "lines" }] })).toThrow(
        /must be relative to a root/,
      );
  });

  it("may have links that stay inside, that lead nowhere, and in circles", async () => {
    writeFileSync(path("root/a.log"), "a\n");
    symlinkSync("a.log", path("root/current.log"));
    linkSync(path("root/a.log"), path("root/hard.log"));
    symlinkSync("nowhere", path("root/broken.log"));
    symlinkSync("loop2.log", path("root/loop1.log"));
    symlinkSync("loop1.log", path("root/loop2.log"));
    symlinkSync("..", path("root/deep/up"));
    const read = sweeping({ roots: roots() });
    const notices = await read.sweep();
    expect(read.take()).toEqual(["a"]);
    expect(notices.filter((notice) => notice.includes("ELOOP"))).toHaveLength(2);
    expect(notices.filter((notice) => notice.includes("ENOENT"))).toHaveLength(1);
  });

  it("may have pipes and sockets, which are told and block nothing", async () => {
    execFileSync("mkfifo", [path("root/pipe.log")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path("root/socket.log"), resolve));
    writeFileSync(path("root/a.log"), "a\n");
    const read = sweeping({ roots: roots() });
    const notices = await read.sweep();
    expect(read.take()).toEqual(["a"]);
    expect(notices.toSorted()).toEqual([
      "warning pipe.log: Is no regular file and was not read.",
      "warning socket.log: Is no regular file and was not read.",
    ]);
    await new Promise((resolve) => server.close(resolve));
  });

  it("that cannot be read are told, and only when all cannot it is an error", async () => {
    writeFileSync(path("root/a.log"), "a\n");
    const read = sweeping({ roots: [path("absent"), ...roots()] });
    const [notice] = await read.sweep();
    expect(notice).toContain("ENOENT");
    expect(read.take()).toEqual(["a"]);
    await expect(sweeping({ roots: [path("absent")] }).sweep()).rejects.toThrow(
      /None of the roots could be read/,
    );
  });

  it("with more files than are remembered are read as far as that, and it is told", async () => {
    for (let file = 0; file < 5000; file++) writeFileSync(path(`root/${file}.log`), `${file}\n`);
    const read = sweeping({ roots: roots() }, { limits: { files: 20 } });
    const [notice] = await read.sweep();
    expect(notice).toContain("4980 files beyond the first 20 match and were not read");
    expect(read.take()).toHaveLength(20);
    const looked = sweeping({ roots: roots() }, { limits: { folderEntries: 100 } });
    expect((await looked.sweep())[0]).toContain("more than 100 entries");
  });

  it("that lie too deep are not read, and it is told", async () => {
    mkdirSync(path("root/one/two/three"), { recursive: true });
    writeFileSync(path("root/one/a.log"), "a\n");
    writeFileSync(path("root/one/two/three/b.log"), "b\n");
    const read = sweeping({ roots: roots() }, { limits: { depth: 1 } });
    const [notice] = await read.sweep();
    expect(notice).toContain("Lies too deep below its root");
    expect(read.take()).toEqual(["a"]);
  });

  it("may hold files with names of an attacker's choosing", async () => {
    const name = "\u001b[2Jx\n.log";
    writeFileSync(path(`root/${name}`), "1\n2");
    const read = sweeping({ roots: roots() });
    await read.sweep();
    rmSync(path(`root/${name}`));
    const [notice] = await read.sweep();
    expect(notice).toContain(String.raw`error \u{1b}[2Jx\u{a}.log: Is gone`);
  });

  it("may hold a file of gigabytes, which is read a slice at a time in the memory of a block", async () => {
    writeFileSync(path("root/a.log"), "first\n");
    truncateSync(path("root/a.log"), 3_000_000_000);
    const read = sweeping({ roots: roots() }, { limits: { readBytes: 1_048_576 } });
    let bytes = 0;
    for (let slice = 1; slice <= 20; slice++) {
      const { more, report } = await read.slice();
      bytes += report.bytes;
      expect(more).toBe(true);
    }
    expect(bytes).toBe(20 * 1_048_576);
    expect(read.take()).toEqual(["first"]);
  });

  it("stop being read at once when the read is aborted, with a cursor to go on from", async () => {
    for (const name of ["a", "b", "c"]) writeFileSync(path(`root/${name}`), `${name}\n`);
    const read = sweeping({ roots: roots() });
    const stop = new AbortController();
    const { more } = await read.slice(() => {
      stop.abort();
      return false;
    }, stop.signal);
    expect(more).toBe(true);
    expect(read.take()).toEqual(["a"]);
    expect(await read.slice(undefined, AbortSignal.abort())).toMatchObject({ more: true });
    await read.sweep();
    expect(read.take()).toEqual(["b", "c"]);
  });

  it("are declared with formats that there are, and read with cursors of their own kind", async () => {
    const source = { roots: roots(), files: [{ glob: "*", format: "nonesuch" }], backfill: true };
    expect(() => fileReader(source, { lines })).toThrow(
      /"nonesuch" of \* is unknown: use one of lines/,
    );
    const read = sweeping({ roots: roots() });
    read.goBackTo({ version: 2 });
    await expect(read.sweep()).rejects.toThrow(/not one of a reader of files/);
  });
});

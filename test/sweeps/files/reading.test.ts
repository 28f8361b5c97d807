import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { sweeping, temporaryFolder } from "./support";

describe("lines of a file", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
  });
  afterEach(() => folder.remove());
  const sweepingHere = (options: Parameters<typeof sweeping>[1] = {}, encoding?: "windows-1252") =>
    sweeping(
      {
        roots: [folder.path],
        files: [{ glob: "**/*", format: "lines", ...(encoding && { encoding }) }],
      },
      options,
    );

  it("come whole when they lie across reads, with the offsets of the file", async () => {
    const text = Array.from(
      { length: 999 },
      (_, index) => `line ${index} ${"x".repeat(index % 83)}`,
    );
    writeFileSync(path("a"), `${text.join("\r\n")}\r\n`);
    const read = sweepingHere({ limits: { readBytes: 61 } });
    await read.sweep();
    expect(read.take()).toEqual(text);
    let offset = 0;
    expect(read.takePlaces()).toEqual(
      text.map((line) => {
        const place = `a@${offset}`;
        offset += line.length + 2;
        return place;
      }),
    );
  });

  it("without an end are read when the file did not change since the sweep before", async () => {
    writeFileSync(path("a"), "1\n2");
    const read = sweepingHere();
    await read.sweep();
    expect(read.take()).toEqual(["1"]);
    await read.sweep(true);
    await read.sweep();
    expect(read.take()).toEqual(["2"]);
    appendFileSync(path("a"), "\n3\n");
    expect(await read.sweep()).toEqual([]);
    expect(read.take()).toEqual(["3"]);
  });

  it("that were read before they were complete are read again whole, and it is told", async () => {
    writeFileSync(path("a"), "1\n2 be");
    const read = sweepingHere();
    await read.sweep();
    await read.sweep();
    appendFileSync(path("a"), "gun\n3\n");
    expect(await read.sweep()).toEqual([
      "warning a: The line at byte 2 was read before it was complete, and now again.",
    ]);
    expect(read.take()).toEqual(["1", "2 be", "2 begun", "3"]);
  });

  it("without an end are read at once in files that are finished", async () => {
    writeFileSync(path("a"), "1\ntwo: 2");
    const read = sweeping({ roots: [folder.path], finished: true });
    await read.sweep();
    expect(read.take()).toEqual(["1", "two: 2"]);
  });

  it("that a record waits for are read again with it", async () => {
    writeFileSync(path("a"), "head: h\n1\ntwo: a\n");
    const read = sweepingHere();
    await read.sweep();
    expect(read.take()).toEqual(["[h]1"]);
    appendFileSync(path("a"), "b\n2\n");
    await read.sweep();
    expect(read.take()).toEqual(["[h]two: a+b", "[h]2"]);
    appendFileSync(path("a"), "two: c\n");
    await read.sweep();
    await read.sweep();
    appendFileSync(path("a"), "3\n");
    await read.sweep();
    expect(read.take()).toEqual(["[h]two: c", "[h]3"]);
  });

  it("too long for memory are skipped and told, wherever a sweep is cut", async () => {
    const long = "y".repeat(100_000);
    writeFileSync(path("a"), `1\n${long}\n2\n${"z".repeat(4096)}\n${long}${long}\n3\n`);
    for (const isCut of [false, true]) {
      const read = sweepingHere({ limits: { readBytes: 1000 } });
      const notices = await read.sweep(isCut);
      expect(read.take()).toEqual(["1", "2", "z".repeat(4096), "3"]);
      expect(notices.every((notice) => notice.includes("lines longer than 4096 bytes"))).toBe(true);
    }
  });

  it("of which one has 100 MB take no more memory than others", async () => {
    const piece = Buffer.alloc(10_000_000, "w");
    writeFileSync(path("a"), "1\n");
    for (let part = 0; part < 10; part++) appendFileSync(path("a"), piece);
    appendFileSync(path("a"), "\n2\n");
    const read = sweepingHere({ limits: { readBytes: 1_048_576, lineBytes: 1_048_576 } });
    const before = process.memoryUsage();
    await read.sweep();
    const after = process.memoryUsage();
    expect(read.take()).toEqual(["1", "2"]);
    expect(
      after.arrayBuffers + after.external - before.arrayBuffers - before.external,
    ).toBeLessThan(50_000_000);
  });

  it("may have NUL bytes and bytes that are no UTF-8", async () => {
    const bytes = Buffer.from([0x61, 0, 0x62, 10, 0xff, 0xfe, 0xc3, 10, 0x63, 10]);
    writeFileSync(path("a"), bytes);
    const read = sweepingHere();
    await read.sweep();
    expect(read.take()).toEqual(["a\0b", "\uFFFD\uFFFD\uFFFD", "c"]);
  });

  it("that are no record are counted, with samples that show control characters", async () => {
    writeFileSync(path("a"), "bad \u001b[31m\nbad 2\nok\n");
    const { report } = await sweepingHere().slice(() => false);
    expect(report).toMatchObject({ unparsed: 2, records: 1, lines: 3, bytes: 19 });
    expect(report.samples).toEqual([String.raw`bad \u{1b}[31m`, "bad 2"]);
  });

  const texts = ["plain", "Jürgen \u{1F600} 名前", "", "Ω", "x".repeat(300)];

  it.each([
    ["utf-8", (text: string) => Buffer.from(`\uFEFF${text}`)],
    ["utf-16le", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["utf-16be", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
  ])("are read in %s by the byte order mark, wherever reads end", async (_, encode) => {
    writeFileSync(path("a"), encode(`${texts.join("\r\n")}\r\n`));
    for (const readBytes of [1, 2, 7, 4096]) {
      const read = sweepingHere({ limits: { readBytes } });
      await read.sweep(readBytes > 1);
      expect(read.take()).toEqual(texts);
    }
  });

  it("are read in an encoding that is declared", async () => {
    writeFileSync(path("a"), Buffer.from([0x80, 0x20, 0xfc, 0x9f, 10]));
    const read = sweepingHere({}, "windows-1252");
    await read.sweep();
    expect(read.take()).toEqual(["€ üŸ"]);
  });

  it("of UTF-16 go on where they were read to, and units that look like line ends are none", async () => {
    const encode = (text: string): Buffer => Buffer.from(text, "utf16le");
    writeFileSync(path("a"), encode("\uFEFF1\nĊ\u0a00Ċ\n2"));
    const read = sweepingHere();
    await read.sweep();
    appendFileSync(path("a"), encode("3\n"));
    await read.sweep();
    expect(read.take()).toEqual(["1", "Ċ\u0a00Ċ", "23"]);
  });

  it("are those of the file however it grows and is read, the prefilter only leaves out those without a literal", async () => {
    const line = fc
      .array(fc.constantFrom("a", "b", "A", "B", "\0", "é"), { maxLength: 9 })
      .map((all) => all.join(""));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 40 }),
        fc.array(fc.nat(60), { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        async (all, cuts, readBytes, isFiltered) => {
          const file = path("grows");
          const bytes = Buffer.from(all.map((text) => `${text}\n`).join(""));
          const options = {
            limits: { readBytes, lineBytes: 14 },
            ...(isFiltered && { prefilter: { literals: ["ab", "bbA"] } }),
          };
          const read = sweepingHere(options);
          writeFileSync(file, "");
          let at = 0;
          for (const cut of cuts) {
            appendFileSync(file, bytes.subarray(at, at + cut));
            at = Math.min(bytes.length, at + cut);
            await read.sweep(cut % 2 === 0);
            appendFileSync(file, bytes.subarray(at, at + 1));
            at = Math.min(bytes.length, at + 1);
          }
          appendFileSync(file, bytes.subarray(at));
          await read.sweep();
          const expected = all
            .map((text) => text.slice(/[^\0]|$/.exec(text)!.index))
            .filter((text) => Buffer.byteLength(text) <= 14)
            .filter((text) => !isFiltered || /ab|bba/i.test(text));
          // A parser is asked what may be left out, so it has the first line.
          const has = read.take().filter((text) => !isFiltered || /ab|bba/i.test(text));
          expect(has).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it("that wait for others, or say what later ones mean, do so wherever sweeps are cut", async () => {
    const line = fc.constantFrom("head: a", "head: b", "two: 1", "1", "2", "bad", "");
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 30 }),
        async (parts, readBytes) => {
          const grown = sweepingHere({ limits: { readBytes } });
          writeFileSync(path("whole"), "");
          for (const part of parts) {
            appendFileSync(path("whole"), part.map((text) => `${text}\n`).join(""));
            await grown.sweep(true);
          }
          await grown.sweep();
          const whole = sweepingHere();
          await whole.sweep();
          await whole.sweep();
          expect(grown.take()).toEqual(whole.take());
          expect(grown.takePlaces()).toEqual(whole.takePlaces());
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it("that the prefilter left out are counted, also as records; in another encoding than UTF-8 none are", async () => {
    const text = "has Needle\nhas none\n\nneedle\nlast NEEDLE";
    for (const [bytes, filtered] of [
      [Buffer.from(text), 2],
      [Buffer.from(`\uFEFF${text}`, "utf16le"), 0],
    ] as const) {
      writeFileSync(path("a"), bytes);
      const read = sweeping(
        { roots: [folder.path], finished: true },
        { prefilter: { literals: ["needle", "other"] } },
      );
      const { report } = await read.slice(() => false);
      expect(read.take()).toHaveLength(5 - filtered);
      expect(report).toMatchObject({ lines: 5, filtered, records: 5 });
    }
  });
});

import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { sweeping, temporaryFolder } from "./support";

type Step =
  | "append"
  | "part"
  | "rename"
  | "copytruncate"
  | "compress"
  | "sweep"
  | "slices"
  | "kill";

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>("append") },
  { weight: 2, arbitrary: fc.constant<Step>("part") },
  { weight: 1, arbitrary: fc.constant<Step>("rename") },
  { weight: 1, arbitrary: fc.constant<Step>("copytruncate") },
  { weight: 1, arbitrary: fc.constant<Step>("compress") },
  { weight: 3, arbitrary: fc.constant<Step>("sweep") },
  { weight: 2, arbitrary: fc.constant<Step>("slices") },
  { weight: 1, arbitrary: fc.constant<Step>("kill") },
);

/** A writer of numbered lines whose log is rotated at any time. */
function writer(path: (name: string) => string) {
  const log = path("a.log");
  const written: string[] = [];
  let half = "";
  const shift = (): void => {
    for (let number = 9; number >= 1; number--)
      for (const end of ["", ".gz", ".zst"])
        if (existsSync(path(`a.log.${number}${end}`)))
          renameSync(path(`a.log.${number}${end}`), path(`a.log.${number + 1}${end}`));
  };
  const complete = (): void => {
    if (half !== "") appendFileSync(log, `${half}\n`);
    half = "";
  };
  return {
    written,
    complete,
    append(random: number) {
      complete();
      let text = "";
      for (let line = 0; line < (random % 5) * (random % 7) * 20; line++) {
        const next = `line ${written.length} ${"é".repeat((random * (line + 3)) % 41)}`;
        written.push(next);
        text += `${next}\n`;
      }
      appendFileSync(log, text);
    },
    /** Some of a line, whose rest comes later. */
    part(random: number) {
      complete();
      const next = `part ${written.length}`;
      const length = random % next.length;
      written.push(next);
      appendFileSync(log, next.slice(0, length));
      half = next.slice(length);
    },
    rename() {
      complete();
      if (!existsSync(log)) return;
      shift();
      renameSync(log, path("a.log.1"));
      writeFileSync(log, "");
    },
    copytruncate() {
      complete();
      if (!existsSync(log)) return;
      shift();
      copyFileSync(log, path("a.log.1"));
      truncateSync(log, 0);
    },
    compress(random: number) {
      const name = path("a.log.1");
      if (!existsSync(name)) return;
      const bytes = readFileSync(name);
      const isGzip = random % 2 === 0;
      writeFileSync(
        `${name}${isGzip ? ".gz" : ".zst"}`,
        (isGzip ? gzipSync : zstdCompressSync)(bytes),
      );
      rmSync(name);
    },
  };
}

describe("however a log is cut into sweeps and rotated in between", () => {
  it("each of its lines is read once, in its order", async () => {
    const steps = fc.array(fc.tuple(step, fc.nat(1000)), { minLength: 3, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const folder = temporaryFolder();
        try {
          const log = writer((name) => join(folder.path, name));
          const read = sweeping(
            { roots: [folder.path], files: [{ glob: "a.log", format: "lines" }] },
            { limits: { readBytes: 512 } },
          );
          const got: string[] = [];
          let cut = 0;
          for (const [kind, random] of all) {
            if (kind === "sweep") await read.sweep();
            else if (kind === "slices")
              for (let slice = 0; slice <= random % 4; slice++) {
                await read.slice();
                log.complete();
              }
            else if (kind === "kill") {
              // What was read is thrown away with the cursor that came of it.
              got.push(...read.take());
              const earlier = read.cursor();
              await read.slice(() => cut++ % 3 === 2);
              read.take();
              read.goBackTo(earlier);
            } else log[kind](random);
            // A line that is half written stays so for at most one sweep.
            if (kind === "sweep") log.complete();
          }
          log.complete();
          await read.sweep();
          await read.sweep();
          got.push(...read.take());
          expect(got).toEqual(log.written);
        } finally {
          folder.remove();
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

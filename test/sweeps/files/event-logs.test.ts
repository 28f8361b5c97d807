import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeEvtx } from "../../../bench/sweeps/write-evtx";
import { evtx } from "../../../sweeps/evtx/format";
import { failedLogIn } from "../evtx/open-evtx";
import { sweeping, temporaryFolder } from "./support";

const log = (from: number, to: number): Buffer =>
  writeEvtx(Array.from({ length: to - from + 1 }, (_, index) => failedLogIn(from + index)));
const ARCHIVE = "Archive-Security-2026-01-31-10-11-12-123.evtx";

describe("an event log of Windows", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: (name: string) => string;
  let ids: number[];
  let read: ReturnType<typeof sweeping>;
  beforeEach(() => {
    folder = temporaryFolder();
    path = (name) => join(folder.path, name);
    ids = [];
    read = sweeping(
      { roots: [folder.path], files: [{ glob: "Security.evtx", format: "evtx" }] },
      {
        formats: { evtx },
        on: (text) => ids.push(Number(/EventRecordID=(\d+)/.exec(text)![1])),
      },
    );
  });
  afterEach(() => folder.remove());
  const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

  it.each([
    ["in blocks that were not read yet", 700],
    ["in the last block that was read", 250],
  ])("that grows %s while it is read in slices loses nothing", async (_, records) => {
    writeFileSync(path("Security.evtx"), log(1, records));
    const { more } = await read.slice();
    expect(more).toBe(true);
    writeFileSync(path("Security.evtx"), log(1, 900), { flag: "r+" });
    await read.sweep(true);
    await read.sweep(true);
    expect(ids).toEqual(upTo(900));
  });

  it("that is a ring, and is written over while it is read, is read up to its newest record", async () => {
    const chunk = (from: number, to: number): Buffer => log(from, to).subarray(4_096);
    const header = log(1, 1).subarray(0, 4_096);
    const ring = (...chunks: Buffer[]): void =>
      writeFileSync(path("Security.evtx"), Buffer.concat([header, ...chunks]));
    ring(chunk(61, 80), chunk(1, 20), chunk(21, 40), chunk(41, 60));
    await read.slice();
    expect(ids.splice(0)).toEqual([...upTo(80).slice(60), ...upTo(20)]);
    ring(chunk(61, 85), chunk(86, 100), chunk(101, 110), chunk(41, 60));
    expect(await read.sweep()).toEqual([
      "error Security.evtx: It was written over while it was read: what was there may not be read",
    ]);
    expect(await read.sweep()).toEqual([]);
    expect(ids).toEqual([...upTo(60).slice(40), ...upTo(110).slice(80)]);
  });

  it("that is archived while it is read in slices is read to its end, then the new one", async () => {
    writeFileSync(path("Security.evtx"), log(1, 700));
    await read.slice();
    writeFileSync(path("Security.evtx"), log(1, 800), { flag: "r+" });
    renameSync(path("Security.evtx"), path(ARCHIVE));
    writeFileSync(path("Security.evtx"), log(801, 1_600));
    expect(await read.sweep(true)).toEqual([]);
    writeFileSync(path("Security.evtx"), log(801, 1_700), { flag: "r+" });
    expect(await read.sweep(true)).toEqual([]);
    expect(ids).toEqual(upTo(1_700));
  });

  it("that is archived and packed between two sweeps is counted once", async () => {
    writeFileSync(path("Security.evtx"), log(1, 20));
    await read.sweep();
    writeFileSync(path(`${ARCHIVE}.gz`), gzipSync(log(1, 30)));
    rmSync(path("Security.evtx"));
    writeFileSync(path("Security.evtx"), log(31, 40));
    expect(await read.sweep()).toEqual([]);
    expect(ids).toEqual(upTo(40));
  });

  it("that is archived twice between two sweeps is all read, and no loss is told", async () => {
    writeFileSync(path("Security.evtx"), log(1, 20));
    await read.sweep();
    renameSync(path("Security.evtx"), path(ARCHIVE));
    writeFileSync(path(ARCHIVE.replace("01-31", "02-01")), log(21, 30));
    writeFileSync(path("Security.evtx"), log(31, 40));
    expect(await read.sweep(true)).toEqual([]);
    expect(ids).toEqual(upTo(40));
  });

  it("whose packed copy is half there, and then whole, is counted once", async () => {
    const packed = gzipSync(log(1, 20));
    writeFileSync(path(ARCHIVE), log(1, 20));
    writeFileSync(path(`${ARCHIVE}.gz`), packed.subarray(0, 20));
    await read.sweep();
    writeFileSync(path(`${ARCHIVE}.gz`), packed);
    rmSync(path(ARCHIVE));
    await read.sweep();
    expect(ids).toEqual(upTo(20));
  });

  it("that another machine has archived under the same name is another one", async () => {
    writeFileSync(path("Security.evtx"), log(1, 20));
    await read.sweep();
    const others = [1, 2, 3].map((id) => failedLogIn(id, { computer: "SRV9", time: new Date(1) }));
    writeFileSync(path(ARCHIVE), writeEvtx(others));
    await read.sweep();
    expect(ids).toEqual([...upTo(20), 1, 2, 3]);
  });
});

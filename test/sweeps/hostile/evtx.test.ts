import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeEvtx } from "../../../bench/sweeps/write-evtx";
import { temporaryFolder } from "../../support/temporary-folder";
import { failedLogIn } from "../evtx/open-evtx";
import { HONEST, putHonestLog, sweep, sweepByCommand } from "./support";
import { overlappingEvtx } from "./write-overlapping-evtx";

const HEADER = 4_096;
const CHUNK = 65_536;
const events = writeEvtx(
  Array.from({ length: 600 }, (_, index) =>
    failedLogIn(index + 1, {
      details: { TargetUserName: "ann", LogonType: 3, IpAddress: "203.0.113.77" },
    }),
  ),
);
const chunks = (events.length - HEADER) / CHUNK;

let folder: string;
let put: (bytes: Buffer) => void;
beforeEach(() => {
  folder = temporaryFolder();
  put = (bytes) => writeFileSync(join(folder, "Security.evtx"), bytes);
  putHonestLog(folder);
});

const counted = (found: readonly string[]): number =>
  Number(/203\.0\.113\.77 (\d+)/.exec(found.join("\n"))?.[1] ?? 0);

test("A chunk that does not fit its checksum is read, and told.", async () => {
  const bytes = Buffer.from(events);
  bytes[HEADER + 52]! ^= 0xff;
  put(bytes);
  const { found, notices } = await sweep(folder);
  expect(counted(found)).toBe(600);
  expect(found).toContain(HONEST);
  expect(notices).toEqual([
    "warning Security.evtx: 1 chunks do not fit their checksums, as in a log that is in use; they were read",
  ]);
});

test("Of a file that is cut off, the whole chunks are read, and the rest is told.", async () => {
  put(events.subarray(0, HEADER + CHUNK + 400));
  const { found, notices } = await sweep(folder);
  expect(counted(found)).toBeGreaterThan(100);
  expect(counted(found)).toBeLessThan(600);
  expect(found).toContain(HONEST);
  expect(notices.join("\n")).toMatch(/error Security\.evtx: 1 chunks and 0 records are damaged/);
});

test("A record whose size is nothing, or leads back, ends its chunk and no more.", async () => {
  for (const size of [0, 4, 0xffffffff]) {
    const bytes = Buffer.from(events);
    bytes.writeUInt32LE(size, HEADER + 512 + 4);
    put(bytes);
    const { found, notices } = await sweep(folder);
    expect(counted(found)).toBeGreaterThan(100);
    expect(found).toContain(HONEST);
    expect(notices.join("\n")).toMatch(/1 chunks and 0 records are damaged; all others were read/);
  }
});

test("Chunks that say they are the ring's next, again and again, are read once.", async () => {
  const first = events.subarray(HEADER, HEADER + CHUNK);
  put(Buffer.concat([events, ...Array.from({ length: 5 }, () => first)]));
  expect(counted((await sweep(folder)).found)).toBeGreaterThanOrEqual(600);
});

test("Any bytes within the chunks are survived, and the other log is found.", async () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (const [file, changes] of [1, 10, 100, 1_000, 20_000].entries()) {
    const bytes = Buffer.from(events);
    for (let change = 0; change < changes; change += 1)
      bytes[HEADER + random(chunks * CHUNK)] = random(256);
    writeFileSync(join(folder, `${file}.evtx`), bytes);
  }
  const { found, notices } = await sweep(folder);
  expect(found).toContain(HONEST);
  expect(notices.some((notice) => notice.startsWith("error 4.evtx:"))).toBe(true);
});

test("Templates that lie on top of each other cost no more memory and time than their chunk may, and are told.", () => {
  put(overlappingEvtx({ chunks: 20, records: 600, elements: 1_500 }));
  const { code, found, said, peakMb } = sweepByCommand(folder);
  expect(found).toContain(HONEST);
  expect(said.join("\n")).toMatch(/error: Security\.evtx: 0 chunks and \d{5} records are damaged/);
  expect(code).toBe(2);
  expect(peakMb).toBeLessThan(200);
});

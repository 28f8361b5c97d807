import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { fileFormats } from "../../../sweeps/file-formats";
import { fileReader } from "../../../sweeps/files/file-reader";
import { temporaryFolder } from "../../support/temporary-folder";
import { zipOf } from "../files/zip";
import { ATTACKER, HONEST, bruteForce, putHonestLog, sweep, sweepByCommand } from "./support";

const OTHER = "203.0.113.77";
const FOUND = `Brute force from one source: ${OTHER} 8`;
const CHARGE = Buffer.from(
  `2026-01-05T08:00:00+00:00 web1 cron[1]: ${"x".repeat(8_000)}\n`.repeat(130),
);

let folder: string;
let put: (name: string, bytes: Buffer) => void;
beforeEach(() => {
  folder = temporaryFolder();
  put = (name, bytes) => writeFileSync(join(folder, name), bytes);
  putHonestLog(folder);
});

const bombOf = (compress: (bytes: Buffer) => Buffer): Buffer => {
  const charge = compress(CHARGE);
  return Buffer.concat([
    compress(Buffer.from(bruteForce(OTHER))),
    ...Array.from({ length: 300 }, () => charge),
  ]);
};

const GIVEN_UP =
  /^error: bomb\.log\.\S+: Expands to more than is allowed \(6\d{7} bytes from \d+\) and was given up there; if it is a log, raise the source's limits\.$/m;

test.each([
  ["gzip", "gz", (): Buffer => bombOf((bytes) => gzipSync(bytes))],
  ["zstd", "zst", (): Buffer => bombOf((bytes) => zstdCompressSync(bytes))],
  [
    "zip",
    "zip",
    (): Buffer =>
      zipOf([
        {
          name: "bomb.log",
          data: Buffer.concat([
            Buffer.from(bruteForce(OTHER)),
            ...Array.from({ length: 75 }, () => CHARGE),
          ]),
        },
      ]),
  ],
] as const)(
  "A bomb of %s is given up after 64 MiB, told, and what came before stays found.",
  (_, suffix, bomb) => {
    put(`bomb.log.${suffix}`, bomb());
    const { code, found, said, peakMb } = sweepByCommand(folder);
    expect(found).toEqual([FOUND, HONEST]);
    expect(said.join("\n")).toMatch(GIVEN_UP);
    expect(code).toBe(2);
    expect(peakMb).toBeLessThan(200);
  },
);

test("An archive within an archive is not opened, and is told.", async () => {
  const inner = zipOf([{ name: "auth.log", data: bruteForce(OTHER) }]);
  put(
    "nested.zip",
    zipOf([
      { name: "inner.zip", data: inner },
      { name: "b.gz", data: gzipSync(inner) },
    ]),
  );
  expect(await sweep(folder)).toMatchObject({
    found: [HONEST],
    notices: [
      expect.stringMatching(/^warning nested\.zip!\S+: Is of no format that is known here/),
      expect.stringMatching(/^warning nested\.zip!\S+: Is of no format that is known here/),
    ],
  });
});

test("Members with names that lead out of the archive are refused one by one, and the others are read.", async () => {
  const names = ["../../etc/evil.log", "/abs.log", "a\\..\\b.log", "C:/x.log", "a/../../b.log"];
  put("slip.zip", zipOf([...names, "fine.log"].map((name) => ({ name, data: bruteForce(OTHER) }))));
  const { found, notices } = await sweep(folder);
  expect(found).toEqual([FOUND, HONEST]);
  expect(notices).toEqual(
    names.map(
      (name) =>
        `error slip.zip!${name.replaceAll("\\", "/")}: Its name leads out of the archive; it was not read.`,
    ),
  );
});

test("An archive of more members than are read is told, and takes no other file's place.", async () => {
  const members = Array.from({ length: 1_200 }, (_, index) => ({ name: `${index}.log`, data: "" }));
  put("many.zip", zipOf([{ name: "a.log", data: bruteForce(OTHER) }, ...members]));
  expect(await sweep(folder)).toMatchObject({
    found: [FOUND, HONEST],
    notices: ["error many.zip: It has more than 1000 members; the rest was not read."],
  });
});

test("A file whose damaged end keeps something waiting takes its turn once a sweep, however small its slices are.", async () => {
  const logIn =
    "2026-01-05 08:00:00.10 Logon       Error: 18456, Severity: 14, State: 8.\r\n" +
    `2026-01-05 08:00:00.10 Logon       Login failed for user 'sa'. Reason: Password did not match that for the login provided. [CLIENT: ${OTHER}]\r\n`;
  const waiting =
    "2026-01-05 08:00:01.10 spid7s      A message of many lines:\r\n" + "\tmore\r\n".repeat(200);
  put("ERRORLOG.gz", gzipSync(logIn.repeat(20) + waiting).subarray(0, -4));
  const reader = fileReader(
    {
      roots: [folder],
      files: [
        { glob: "ERRORLOG*", format: "mssql-errorlog" },
        { glob: "*.log", format: "syslog" },
      ],
      backfill: true,
      limits: { readBytes: 512 },
    },
    fileFormats,
  );
  const texts: string[] = [];
  let cursor: unknown;
  let slices = 0;
  for (let more = true; more; slices += 1) {
    const read = await reader.read({
      cursor,
      sink: (record) => texts.push(record.text()),
      isEnough: () => true,
      signal: new AbortController().signal,
      now: new Date(),
    });
    cursor = JSON.parse(JSON.stringify(read.cursor));
    more = read.more && slices < 500;
  }
  expect(slices).toBeLessThan(500);
  expect(texts.filter((text) => text.includes(ATTACKER))).toHaveLength(8);
});

test("Archives that are cut off or lie about themselves are told, and read as far as they are sound.", async () => {
  const whole = zipOf([{ name: "a.log", data: bruteForce(OTHER).repeat(50) }]);
  put("cut.zip", whole.subarray(0, -30));
  const gzip = gzipSync(bruteForce(OTHER).repeat(500));
  put("cut.log.gz", gzip.subarray(0, -20));
  const damaged = Buffer.from(gzip);
  damaged.fill(0xff, 400, 500);
  put("damaged.log.gz", damaged);
  put("head.log.gz", Buffer.from([0x1f, 0x8b, 8, 0]));
  const lying = Buffer.from(whole);
  lying.writeUInt32LE(0xfffffff0, lying.indexOf("PK\u0001\u0002") + 42);
  put("lying.zip", lying);
  const { found, notices } = await sweep(folder);
  expect(found).toHaveLength(2);
  expect(found).toContain(HONEST);
  for (const [name, sentence] of [
    ["cut.zip", "error cut\\.zip: Its directory is damaged or incomplete"],
    [
      "cut.log.gz",
      "error cut\\.log\\.gz: Is cut off after \\d+ uncompressed bytes, which were read",
    ],
    ["damaged.log.gz", "error damaged\\.log\\.gz: Is damaged after about \\d+ uncompressed bytes"],
    ["head.log.gz", "error head\\.log\\.gz: Is cut off after 0 uncompressed bytes"],
    ["lying.zip", "error lying\\.zip"],
  ])
    expect([name, notices.join("\n")]).toEqual([
      name,
      expect.stringMatching(new RegExp(sentence!)),
    ]);
});

test("An archive of many members, each small enough, is bounded as one, and a member that says it is small is held to it.", async () => {
  const many = Array.from({ length: 6 }, (_, index) => ({
    name: `${index}.log`,
    data: Buffer.concat([Buffer.from(bruteForce(OTHER)), Buffer.alloc(20_000_000, CHARGE)]),
  }));
  put("many.zip", zipOf(many));
  const lying = zipOf([{ name: "a.log", data: bruteForce(OTHER).repeat(50) }]);
  const entry = lying.indexOf("PK\u0001\u0002");
  lying.writeUInt32LE(bruteForce().length, entry + 24);
  put("lying.zip", lying);
  const { found, notices } = await sweep(folder);
  expect(found).toContain(HONEST);
  const refused =
    "Was not read: with the members before it the archive expands to more than is allowed; if these are logs, raise the source's limits.";
  expect(notices.filter((notice) => notice.includes("many.zip"))).toEqual([
    `error many.zip!3.log: ${refused}`,
    `error many.zip!4.log: ${refused}`,
    `error many.zip!5.log: ${refused}`,
  ]);
  expect(notices.filter((notice) => notice.includes("lying.zip"))).toEqual([
    expect.stringMatching(/^error lying\.zip!a\.log: Expands to more than is allowed/),
  ]);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { rulesOf, swept } from "./prefilter-support";

const RULES = rulesOf(`
title: refused
name: refused
logsource: { product: windows, service: security }
detection: { id: { EventID: 4625 }, condition: id }
---
title: force
correlation:
  { type: event_count, rules: [refused], group-by: [TargetUserName], timespan: 1h, condition: { gte: 3 } }
---
title: anywhere
logsource: { category: authentication }
detection: { failed: { event.outcome: failure }, condition: failed }
---
title: SQL Server's
logsource: { category: authentication }
detection: { id: { EventID: 18456 }, condition: id }
---
title: odd
logsource: { product: windows, service: application }
detection: { id: { EventID: 7 }, condition: id }
`);

/** As they are written in a line. */
type Member = readonly [key: string, value: string];

const text = (value: string): string => JSON.stringify(value);
const IDS = `5156 4634 4672 5156 4634 4672 4625 "4625" "5156" 18456 7 70
  4625.0 46.25e2 -7 "0x1211" "\\u0034625" null true [4625] {"#text":4625} [] {}`.split(/\s+/);
const id = fc.constantFrom(...IDS);
const common = fc.constantFrom(
  "Security",
  "Security",
  "Security",
  "security",
  "Application",
  "System",
);
const provider = fc.constantFrom(
  "Microsoft-Windows-Security-Auditing",
  "Microsoft-Windows-Security-Auditing",
  "MSSQLSERVER",
  "MSSQL$PROD",
);
const NAMES = [
  "ann",
  "bob",
  "",
  "\\",
  '"',
  '","EventID":4625,"',
  '{"EventID":4625}',
  "Ж",
  "\u2028",
  "a\tb",
];
const OTHERS =
  String.raw`"\u0045" "\/\b" 7 0 -0.5e+10 null false [1,2] ["a",{"EventID":4625}]`.split(" ");
const user = fc.constantFrom(...NAMES.map(text), ...OTHERS);
const details = fc.tuple(user, fc.integer({ min: 0, max: 99 })).map(([name, port]): Member[] => [
  ["TargetUserName", name],
  ["IpAddress", text(`203.0.113.${port}`)],
  ["LogonType", "3"],
]);
const NUMBERS = ["4625", "5156", '"x"'];
const CHANNELS = [text("Security"), text("Application"), "0"];
const SOURCES = [text("MSSQLSERVER"), text("other"), "null"];
/** Keys that may or may not be what they look like, and what may stand there. */
const EXTRAS: readonly (readonly [key: string, values: readonly string[]])[] = [
  ...[
    "EventID",
    "Event ID",
    "EventId",
    "event_id",
    "winlog.event_id",
    "winlog.event_data.EventID",
  ].map((key) => [key, NUMBERS] as const),
  ...String.raw`\u0045ventID EventI\u0044 __proto__ \u0045ventId`
    .split(" ")
    .map((key) => [key, NUMBERS] as const),
  ...["Channel", "channel", "winlog.channel", "Cha nnel", String.raw`Ch\u0061nnel`].map(
    (key) => [key, CHANNELS] as const,
  ),
  ...["Provider_Name", "Source Name", "SourceName", "winlog.provider_name"].map(
    (key) => [key, SOURCES] as const,
  ),
  ["Provider", SOURCES.map((name) => `{"#attributes":{"Name":${name}}}`)],
  ["Provider", SOURCES.map((name) => `{"Name":${name}}`)],
  ["System", [...NUMBERS.map((one) => `{"EventID":${one},"Channel":"Security"}`), "1"]],
  ["Event", [...NUMBERS.map((one) => `{"System":{"EventID":${one},"Channel":"Security"}}`), "{}"]],
  ["winlog", [...NUMBERS.map((one) => `{"event_id":${one},"channel":"Security"}`), "null"]],
  [
    "EventData",
    NUMBERS.map((one) => `{"EventID":${one},"Event ID":${one},"TargetUserName":"eve"}`),
  ],
  ["UserData", CHANNELS.map((one) => `[{"Channel":${one}}]`)],
  ["", ['""']],
];
const extra = fc.constantFrom(...EXTRAS);

const written = (members: readonly Member[], space = ""): string =>
  `{${members.map(([key, value]) => `"${key}":${space}${value}`).join(`,${space}`)}}`;

/** One of few shapes, so that lines are like others. */
const shapes: Readonly<
  Record<
    string,
    (id: string, channel: string, provider: string, details: readonly Member[]) => Member[]
  >
> = {
  flat: (one, channel, from, of) => [
    ["EventTime", text("2024-01-01 10:00:00")],
    ["Hostname", text("srv1")],
    ["EventID", one],
    ["SourceName", text(from)],
    ["Channel", text(channel)],
    ...of,
  ],
  aliases: (one, channel, from, of) => [
    ["EventId", one],
    ["Computer", text("srv1")],
    ["LogName", text(channel)],
    ["ProviderName", text(from)],
    ...of,
  ],
  noChannel: (one, _, from, of) => [["EventID", one], ["Provider", text(from)], ...of],
  nested: (one, channel, from, of) => [
    [
      "Event",
      written([
        [
          "System",
          written([
            ["Provider", written([["#attributes", written([["Name", text(from)]])]])],
            ["EventID", one],
            ["Channel", text(channel)],
            ["Computer", text("srv1")],
          ]),
        ],
        ["EventData", written(of)],
      ]),
    ],
  ],
  attributes: (one, channel, from, of) => [
    [
      "System",
      written([
        ["Provider", written([["@Name", text(from)]])],
        ["EventID", written([["#text", one]])],
        ["Channel", text(channel)],
      ]),
    ],
    [
      "EventData",
      `{"Data":[${of
        .map(([name, value]) =>
          written([
            ["@Name", text(name)],
            ["#text", value],
          ]),
        )
        .join(",")}]}`,
    ],
  ],
  winlog: (one, channel, from, of) => [
    ["@timestamp", text("2024-01-01T10:00:00Z")],
    [
      "winlog",
      written([
        ["event_id", one],
        ["channel", text(channel)],
        ["provider_name", text(from)],
        ["event_data", written(of)],
      ]),
    ],
  ],
  none: (_one, _channel, _from, of) => [
    ["level", text("info")],
    ["event.outcome", text("failure")],
    ...of,
  ],
};

/** Lines of few sorts, so that many are like others. */
const sort = fc.record({
  shape: fc.constantFrom(...Object.keys(shapes), "flat", "nested", "winlog"),
  ids: fc.tuple(id, id),
  channels: fc.tuple(common, common),
  providers: fc.tuple(provider, provider),
  extras: fc.array(fc.tuple(extra, fc.nat(8)), { maxLength: 2 }),
  isPlain: fc.boolean(),
  space: fc.constantFrom("", "", "", " ", "\t"),
});
const BREAKS = ["", "\\", '"', "{", "}", ",", "1", "0", "\x01", "\r", " ", "\0", "\\u00", "."];
const broken = fc.oneof(
  fc.tuple(fc.nat(300), fc.constantFrom(...BREAKS), fc.nat(1)).map(
    ([at, char, less]) =>
      (made: string) =>
        made.slice(0, at) + char + made.slice(at + less),
  ),
  fc
    .constantFrom(":0$1", ":-$1", ":+$1", ":.$1", ":$1.", ":$1e", ":-", ":0x$1", ":1e5$1")
    .map((as) => (made: string) => made.replace(/(?<="):(\d)/, as)),
);
const line = fc.record({
  sort: fc.nat(),
  picks: fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(20)),
  details,
  change: fc.oneof(
    { weight: 7, arbitrary: fc.constant((made: string) => made) },
    { weight: 1, arbitrary: broken },
  ),
});
const log = fc
  .tuple(
    fc.array(sort, { minLength: 1, maxLength: 6 }),
    fc.array(line, { minLength: 1, maxLength: 150, size: "max" }),
  )
  .map(([sorts, all]) =>
    all.map((one) => {
      const { shape, ids, channels, providers, extras, isPlain, space } =
        sorts[one.sort % sorts.length]!;
      const [ofId, ofChannel, ofProvider, ofExtra] = one.picks;
      const members = shapes[shape]!(
        ids[ofId]!,
        channels[ofChannel]!,
        providers[ofProvider]!,
        one.details,
      );
      if (!isPlain)
        for (const [[key, values], at] of extras)
          members.splice(at, 0, [key, values[ofExtra % values.length]!]);
      return one.change(written(members, space));
    }),
  );

describe("a prefiltered sweep of JSON lines", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "prefilter-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['{"EventID":5156,"Channel":"Security","Computer":"a"}', "5156", "4625"],
    ['{"EventID":5156,"EventID":5157,"Channel":"Security","Computer":"a"}', "5157", "4625"],
    ['{"EventID":5156,"Event ID":5157,"Channel":"Security","Computer":"a"}', "5157", "4625"],
    ['{"EventID":5156,"\\u0045ventID":5157,"Channel":"Security","Computer":"a"}', "5157", "4625"],
    ['{"EventID":4625,"Channel":"System","Computer":"a"}', "System", "Security"],
    ['{"EventID":18456,"Channel":"Application","SourceName":"other"}', "other", "MSSQLSERVER"],
    ['{"Event":{"System":{"EventID":5156,"Channel":"Security"}}}', "5156", "4625"],
    ['{"Event":{"System":{"EventID":{"#text":5156},"Channel":"Security"}}}', "5156", "4625"],
    ['{"EventID":[5156],"Channel":"Security","Computer":"a"}', "5156", "4625"],
    [
      '{"Event":{"System":{"Provider_Name":"a","EventID":{"#text":5156},"Channel":"Security"}}}',
      "5156",
      "4625",
    ],
    ['{"Event":{"System":{"EventID":[5156],"Channel":"Security"}}}', "5156", "4625"],
    [
      '{"Event":{"System":{"Provider":{"#attributes":{"Name":"other"}},"EventID":18456,"Channel":"Application"}}}',
      "other",
      "MSSQLSERVER",
    ],
    [
      '{"Event":{"System":{"Provider":{"@Name":"other"},"EventID":18456,"Channel":"Application"}}}',
      "other",
      "MSSQLSERVER",
    ],
    ['{"winlog":{"event_id":5156,"channel":"Security","provider_name":"a"}}', "5156", "4625"],
    [
      '{"winlog":{"event_id":5156,"event _id":5157,"channel":"Security","provider_name":"a"}}',
      "5157",
      "4625",
    ],
    [
      '{"winlog":{"event_id":18456,"channel":"Application","provider_name":"a"}}',
      '"a"',
      '"MSSQL$A"',
    ],
    ['{"winlog.event_id":5156,"winlog.channel":"Security"}', "5156", "4625"],
  ])("finds %s with another value of %s", async (quiet, from, to) => {
    const found = quiet.replace(from, to);
    writeFileSync(join(folder, "log"), [quiet, quiet, quiet, found, quiet, ""].join("\n"));
    const source = { folder, format: "json-lines", rules: RULES };
    const some = await swept(source, { isFiltered: true, readBytes: 1_000_000, isCut: false });
    expect(some.findings.length).toBeGreaterThan(0);
    expect(some.told).toMatchObject({ lines: 5, records: 5, unparsed: 0 });
  });

  it("finds and tells what one that parses every line does, whatever events look like", async () => {
    let left = 0;
    let findings = 0;
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.integer({ min: 300, max: 70_000 }),
        fc.boolean(),
        async (lines, readBytes, isCut) => {
          writeFileSync(join(folder, "log"), lines.map((one) => `${one}\n`).join(""));
          const source = { folder, format: "json-lines", rules: RULES };
          const whole = { isFiltered: false, readBytes: 1_000_000, isCut: false };
          const all = await swept(source, whole);
          const some = await swept(source, { isFiltered: true, readBytes, isCut });
          expect(some.findings).toEqual(all.findings);
          expect(some.told).toEqual(all.told);
          left += some.filtered;
          findings += all.findings.length;
        },
      ),
      { numRuns: Number(process.env["PREFILTER_RUNS"] ?? 100) },
    );
    expect(left).toBeGreaterThan(500);
    expect(findings).toBeGreaterThan(100);
  }, 3_600_000);
});

import * as fc from "fast-check";
import { writeEvtx } from "../../../bench/sweeps/write-evtx";
import { failedLogIn, readEvtx, recordIds } from "./open-evtx";

const upTo = (count: number, from = 1): number[] =>
  Array.from({ length: count }, (_, index) => from + index);
const log = (count: number, from = 1): Buffer =>
  writeEvtx(upTo(count, from).map((id) => failedLogIn(id)));

test("An event has the fields of its System element and of its details, and the common ones.", () => {
  const names = [
    "EventID",
    "Provider_Name",
    "Channel",
    "Computer",
    "Keywords",
    "TimeCreated_SystemTime",
    "TargetUserName",
    "LogonType",
    "IpAddress",
    "event.action",
    "event.outcome",
    "event.reason",
    "user.name",
    "user.domain",
    "source.ip",
    "source.port",
    "source.address",
    "host.name",
    "constructor",
    "__proto__",
  ];
  const { picked } = readEvtx(writeEvtx([failedLogIn(7)]), (record) => ({
    fields: Object.fromEntries(names.map((name) => [`_${name}`, record.get(name)])),
    time: new Date(record.time).toISOString(),
    kind: record.kind,
    identity: record.identity(),
    place: record.place(),
  }));
  expect(picked).toEqual([
    {
      fields: {
        _EventID: 4625,
        _Provider_Name: "Microsoft-Windows-Security-Auditing",
        _Channel: "Security",
        _Computer: "DC01.corp.example",
        _Keywords: "0x8010000000000000",
        _TimeCreated_SystemTime: "2026-01-02T03:04:12.0000000Z",
        _TargetUserName: "Ann",
        _LogonType: 3,
        _IpAddress: "::ffff:203.0.113.9",
        "_event.action": "logged-in",
        "_event.outcome": "failure",
        "_event.reason": "wrong-password",
        "_user.name": "ann",
        "_user.domain": "CORP",
        "_source.ip": "203.0.113.9",
        "_source.port": "50123",
        "_source.address": "203.0.113.9",
        "_host.name": "dc01.corp.example",
      },
      time: "2026-01-02T03:04:12.000Z",
      kind: {
        product: "windows",
        services: [],
        categories: ["authentication"],
        channel: "security",
        eventId: 4625,
      },
      identity: `DC01.corp.example|Security|7|${Date.UTC(2026, 0, 2, 3, 4, 12)}`,
      place: { name: "security.evtx", at: 4_096 + 512 },
    },
  ]);
});

test("A cleared log says who cleared it, in UserData.", () => {
  const cleared = failedLogIn(1, {
    eventId: 1102,
    provider: "Microsoft-Windows-Eventlog",
    wrapper: "LogFileCleared",
    details: { SubjectUserName: "Mallory", SubjectDomainName: "CORP" },
  });
  const { picked } = readEvtx(writeEvtx([cleared]), (record) => [
    record.get("SubjectUserName"),
    record.get("user.name"),
    record.get("event.action"),
  ]);
  expect(picked).toEqual([["Mallory", "mallory", "log-cleared"]]);
});

test("Details without names are one list.", () => {
  const failed = failedLogIn(1, {
    channel: "Application",
    provider: "MSSQL$PAY",
    eventId: 18456,
    details: ["sa", " Reason: …", " [CLIENT: 203.0.113.9]"],
  });
  const { picked } = readEvtx(writeEvtx([failed]), (record) => [
    record.get("Data"),
    record.kind.categories,
    record.get("user.name"),
    record.get("source.ip"),
    record.get("event.outcome"),
  ]);
  expect(picked).toEqual([
    [
      ["sa", " Reason: …", " [CLIENT: 203.0.113.9]"],
      ["authentication"],
      "sa",
      "203.0.113.9",
      "failure",
    ],
  ]);
});

test("Any texts come back as they were written, over any number of chunks.", () => {
  const text = fc
    .string({ unit: "binary", maxLength: 300 })
    .map((value) => value.replaceAll("\0", ""));
  const events = fc.array(
    fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{1,12}$/), text, { maxKeys: 8 }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(events, (details) => {
      const written = details.map((detail, index) =>
        failedLogIn(index + 1, { eventId: 5_000 + Object.keys(detail).length, details: detail }),
      );
      const { picked } = readEvtx(writeEvtx(written), (record) =>
        record
          .names()
          .filter(
            (name) =>
              !/^(?:Provider|TimeCreated)_|^(?:EventID|Level|Keywords|EventRecordID|Channel|Computer)$/.test(
                name,
              ),
          )
          .map((name) => [name, record.get(name)]),
      );
      expect(picked.map((entries) => Object.fromEntries(entries))).toEqual(
        details.map((detail) => ({ ...detail })),
      );
    }),
  );
});

describe("A log that is read again", () => {
  test("gives only what was added.", () => {
    const first = recordIds(log(500));
    expect(first.picked).toEqual(upTo(500));
    const second = recordIds(log(700), first.state);
    expect(second.picked).toEqual(upTo(200, 501));
    expect(recordIds(log(700), second.state).picked).toEqual([]);
  });

  test("whose ring has turned gives what was added, wherever that lies.", () => {
    const file = log(1_500);
    const chunks = Array.from({ length: (file.length - 4_096) / 65_536 }, (_, index) =>
      file.subarray(4_096 + index * 65_536, 4_096 + (index + 1) * 65_536),
    );
    const first = recordIds(Buffer.concat([file.subarray(0, 4_096), ...chunks.slice(0, 3)]));
    const turned = [chunks.at(-1)!, ...chunks.slice(1, -1)];
    const second = recordIds(Buffer.concat([file.subarray(0, 4_096), ...turned]), first.state);
    expect([...first.picked, ...second.picked].toSorted((a, b) => Number(a) - Number(b))).toEqual(
      upTo(1_500),
    );
  });

  test("tells how many records were overwritten in between.", () => {
    const first = recordIds(log(100));
    const { picked, notices } = recordIds(log(50, 301), first.state);
    expect(picked).toEqual(upTo(50, 301));
    expect(notices).toEqual(["200 records were overwritten before they were read"]);
  });

  test("and was cleared since begins anew.", () => {
    const first = recordIds(log(100));
    const later = upTo(5).map((id) =>
      failedLogIn(id, { time: new Date(Date.UTC(2026, 0, 3) + id) }),
    );
    expect(recordIds(writeEvtx(later), first.state).picked).toEqual(upTo(5));
  });
});

describe("Damage", () => {
  test("of a chunk's magic leaves the others to be read, and is told.", () => {
    const file = log(1_000);
    file.write("XXXX", 4_096, "latin1");
    const { picked, notices } = recordIds(file);
    expect(picked.at(-1)).toBe(1_000);
    expect(picked.length).toBeGreaterThan(500);
    expect(notices[0]).toMatch(/^1 chunks and 0 records are damaged/);
  });

  test("of a record's size ends its chunk.", () => {
    const file = log(1_000);
    file.writeUInt32LE(0, 4_096 + 512 + 4);
    const { picked, notices } = recordIds(file);
    expect(picked.at(-1)).toBe(1_000);
    expect(notices[0]).toMatch(/^1 chunks and 0 records are damaged/);
  });

  test("anywhere never throws and never gives a record twice.", () => {
    const whole = log(400);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
          maxLength: 60,
        }),
        (changes) => {
          const file = Buffer.from(whole);
          for (const [at, value] of changes) file[at] = value;
          const { picked } = readEvtx(file, (record) => {
            record.text();
            record.identity();
            return record.place().at;
          });
          expect(new Set(picked).size).toBe(picked.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("A file that is cut off is read as far as it goes.", () => {
    const { picked } = recordIds(log(400).subarray(0, 4_096 + 30_000));
    expect(picked.length).toBeGreaterThan(10);
    expect(picked).toEqual(upTo(picked.length));
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { canonicalJson } from "../../domain/json";
import type { RecordEntry } from "../../domain/record";
import { linked } from "../../ledger/record";
import { verify } from "../../scripts/verify-record";

/** A record with these details, as lines. */
function lines(details: readonly unknown[]): string[] {
  const entries: RecordEntry[] = [];
  for (const [index, detail] of details.entries()) {
    const event = {
      what: "done",
      by: "run-1",
      at: "2026-03-01T10:00:00.000Z",
      detail: detail as RecordEntry["detail"],
    };
    entries.push(linked(entries.at(-1), { chain: "s/rg/law/i", key: `step ${index}`, event }));
  }
  return entries.map((entry) => canonicalJson(entry));
}

const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
const record = lines(["a", { target: "PC7", n: 1.5e3 }, ["ü", null, true], "d"]);

const details = fc.array(fc.jsonValue(), { minLength: 2, maxLength: 6 });

describe("verify()", () => {
  it("verifies what was exported, and says how many entries and the last hash", () => {
    fc.assert(
      fc.property(details, (all) => {
        const exported = lines(all);
        const { hash } = JSON.parse(exported.at(-1)!) as RecordEntry;

        expect(verify(text(exported))).toEqual({ ok: true, entries: all.length, last: hash });
        expect(verify(text(exported), hash)).toMatchObject({ ok: true });
      }),
    );
  });

  it("finds any one byte that is not what it was", () => {
    const bytes = Buffer.from(text(record));
    for (const [position, byte] of bytes.entries()) {
      for (const other of [byte ^ 1, byte ^ 32, 0x30, 0x20, 0x0a]) {
        if (other === byte) continue;
        const changed = Buffer.from(bytes);
        changed[position] = other;

        const verdict = verify(changed.toString("utf8"));

        expect([position, other, verdict.ok]).toEqual([position, other, false]);
      }
    }
  });

  it("finds any byte that is gone, or one more", () => {
    fc.assert(
      fc.property(details, fc.nat(), fc.constantFrom("", " ", "0", '"', "\n"), (all, at, put) => {
        const exported = text(lines(all));
        const position = at % exported.length;
        const rest = exported.slice(position + Number(put === ""));

        expect(verify(exported.slice(0, position) + put + rest).ok).toBe(false);
      }),
    );
  });

  it("finds an entry that is missing in the middle, and names its place", () => {
    fc.assert(
      fc.property(details, fc.nat(), (all, at) => {
        const position = at % (all.length - 1);
        const left = lines(all).toSpliced(position, 1);

        expect(verify(text(left))).toMatchObject({
          ok: false,
          line: position + 1,
          why: `entries are missing or were reordered: expected position ${position + 1}, found ${position + 2}`,
        });
      }),
    );
  });

  it("finds two entries that changed places", () => {
    fc.assert(
      fc.property(details, fc.nat(), fc.nat(), (all, a, b) => {
        const [first, second] = [a % all.length, b % all.length];
        fc.pre(first !== second);
        const swapped = lines(all);
        [swapped[first], swapped[second]] = [swapped[second]!, swapped[first]!];

        expect(verify(text(swapped))).toMatchObject({
          ok: false,
          line: Math.min(first, second) + 1,
        });
      }),
    );
  });

  it("finds an entry that was made anew, with its hash, because the next one does not follow", () => {
    const forged = lines(["a", "forged"])[1]!;

    expect(verify(text(record.with(1, forged)))).toMatchObject({
      ok: false,
      line: 3,
      why: "it does not follow the entry before it: one of them was replaced",
    });
  });

  it("finds an entry of another record", () => {
    const { hash, position } = JSON.parse(record[0]!) as RecordEntry;
    const event = { what: "done", by: "x", at: "2026-03-01T10:00:00.000Z", detail: null };
    const other = linked({ hash, position }, { chain: "s/rg/law/j", key: "k", event });

    expect(verify(text([record[0]!, canonicalJson(other)]))).toMatchObject({
      ok: false,
      line: 2,
      why: "it is of another record",
    });
  });

  it("tells that the end is missing only by a hash that was noted elsewhere", () => {
    const { hash } = JSON.parse(record[3]!) as RecordEntry;
    const truncated = text(record.slice(0, 3));

    expect(verify(truncated)).toMatchObject({ ok: true, entries: 3 });
    expect(verify(truncated, hash)).toMatchObject({ ok: false, line: 0 });
  });

  it("tells by a hash that was noted elsewhere that all was made anew", () => {
    const { hash } = JSON.parse(record[1]!) as RecordEntry;

    expect(verify(text(record), hash)).toMatchObject({ ok: true });
    expect(verify(text(lines(["a", "forged", "c", "d"])), hash)).toMatchObject({ ok: false });
  });

  it.each([
    ["is no JSON", "x\n", "it is not a JSON object"],
    ["is no object", "[]\n", "it is not a JSON object"],
    ["is cut off", text(record).slice(0, -1), "it is cut off: its line does not end"],
    [
      "is written otherwise",
      text(record).replace('":', '": '),
      "it was changed: it is not written as it was exported",
    ],
  ])("says so when a line %s", (_name, file, why) => {
    expect(verify(file)).toMatchObject({ ok: false, why });
  });

  it("does not take an empty file for a record", () => {
    expect(verify("")).toMatchObject({ ok: false });
  });
});

describe("npm run verify-record", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "record-"))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const script = join(__dirname, "../../dist/scripts/verify-record.js");
  function run(content: string, ...options: string[]) {
    const file = join(folder, "record.jsonl");
    writeFileSync(file, content);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, ...options], {
      encoding: "utf8",
    });
    return { status, said: (stdout + stderr).replaceAll(folder, "") };
  }
  const { hash } = JSON.parse(record[3]!) as RecordEntry;

  it("says what it verified", () => {
    expect(run(text(record), "--last", hash)).toEqual({
      status: 0,
      said: `verified: 4 entries, last hash ${hash}\n`,
    });
  });

  it("names the first line that does not verify, and ends with 1", () => {
    expect(run(text(record).replace("PC7", "PC8"))).toEqual({
      status: 1,
      said: "not verified: /record.jsonl, line 2: it was changed: its hash is not that of its content\n",
    });
  });

  it("says how it is used when --last is no hash", () => {
    const { status, said } = run(text(record), "--last", "abc");

    expect([status, said]).toEqual([2, expect.stringContaining("--last HASH")]);
  });
});

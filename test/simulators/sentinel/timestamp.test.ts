import * as fc from "fast-check";
import { createTimestamps, ticksOf, timestampOf } from "../../../simulators/sentinel/timestamp";

const time = fc.date({ min: new Date(0), max: new Date(4_000_000_000_000), noInvalidDate: true });
const ticks = fc.integer({ min: 0, max: 9_999 });

describe("timestampOf()", () => {
  it.each([
    [Date.UTC(2026, 7, 1), 0, "2026-08-01T00:00:00Z"],
    [Date.UTC(2026, 7, 1, 0, 0, 0, 100), 0, "2026-08-01T00:00:00.1Z"],
    [Date.UTC(2026, 7, 1, 0, 0, 0, 765), 4321, "2026-08-01T00:00:00.7654321Z"],
    [Date.UTC(2026, 7, 1), 7, "2026-08-01T00:00:00.0000007Z"],
  ])("%d and %d ticks are %s", (milliseconds, extra, text) => {
    expect(timestampOf(milliseconds, extra)).toBe(text);
  });

  it("is read back exactly", () => {
    fc.assert(
      fc.property(time, ticks, (date, extra) => {
        const expected = BigInt(date.getTime()) * 10_000n + BigInt(extra);
        expect(ticksOf(timestampOf(date.getTime(), extra))).toBe(expected);
      }),
    );
  });
});

describe("ticksOf()", () => {
  it.each([
    "",
    "yesterday",
    "2026-08-01",
    "2026-13-01T00:00:00Z",
    "2026-08-01T00:00:00",
    "2026-08-01T00:00:00.12345678Z",
  ])("'%s' is no time", (text) => {
    expect(ticksOf(text)).toBeUndefined();
  });
});

describe("createTimestamps()", () => {
  it("never gives a time twice, and never an earlier one, while the clock stands still", () => {
    const now = Date.UTC(2026, 7, 1);
    const timestamp = createTimestamps({ now: () => now, url: () => "", table: () => never() });

    const times = Array.from({ length: 20_000 }, () => ticksOf(timestamp()) ?? 0n);

    expect(new Set(times).size).toBe(times.length);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
  });
});

const never = (): never => {
  throw new Error("Nobody asks for a table here");
};

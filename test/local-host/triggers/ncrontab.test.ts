import * as fc from "fast-check";
import { parseSchedule } from "../../../local-host/triggers/timer-schedule";

const start = Date.UTC(2026, 0, 1); // a Thursday

function times(expression: string, count: number, from = start): string[] {
  const schedule = parseSchedule(expression);
  const found: string[] = [];
  for (let time = from; found.length < count;) {
    time = schedule.next(time);
    found.push(new Date(time).toISOString().replace(".000Z", ""));
  }
  return found;
}

/** Some values of a field, or undefined for all of them. */
const field = (lowest: number, highest: number) =>
  fc.oneof(
    fc.constant(undefined),
    fc.uniqueArray(fc.integer({ min: lowest, max: highest }), { minLength: 1, maxLength: 3 }),
  );

describe("parseSchedule()", () => {
  it.each([
    ["0 */5 * * * *", ["2026-01-01T00:05:00", "2026-01-01T00:10:00"]],
    ["*/5 * * * *", ["2026-01-01T00:05:00", "2026-01-01T00:10:00"]],
    ["5/15 * * * * *", ["2026-01-01T00:00:05", "2026-01-01T00:00:20", "2026-01-01T00:00:35"]],
    ["0 10-40/10 * * * *", ["2026-01-01T00:10:00", "2026-01-01T00:20:00"]],
    ["0 0 9,17 * * *", ["2026-01-01T09:00:00", "2026-01-01T17:00:00"]],
    ["0 30 9 * * Mon", ["2026-01-05T09:30:00"]],
    ["0 30 9 * * monday", ["2026-01-05T09:30:00"]],
    ["0 30 9 * Mar MO", ["2026-03-02T09:30:00"]],
    ["0 0 0 * * 0", ["2026-01-04T00:00:00"]],
    ["0 0 0 1 1-12/6 *", ["2026-07-01T00:00:00", "2027-01-01T00:00:00"]],
    ["  0   0 0 1 * *  ", ["2026-02-01T00:00:00"]],
    ["0 */0 * * * *", ["2026-01-01T00:01:00", "2026-01-01T00:02:00"]],
  ])("%s", (expression, expected) => {
    expect(times(expression, expected.length)).toEqual(expected);
  });

  it("asks for day and weekday, both", () => {
    expect(times("0 0 0 13 * Fri", 3)).toEqual([
      "2026-02-13T00:00:00",
      "2026-03-13T00:00:00",
      "2026-11-13T00:00:00",
    ]);
  });

  it("turns a range around that is written backwards", () => {
    expect(times("0 0 0 * * Fri-Mon", 4)).toEqual(times("0 0 0 * * Mon-Fri", 4));
  });

  it.each([
    ["00:05:00", 300],
    ["1.12:00:00", 129_600],
    ["00:00:30.5", 30.5],
  ])("takes %s for an interval", (expression, seconds) => {
    const schedule = parseSchedule(expression);

    expect(schedule.adjustsForDaylight).toBe(false);
    expect(schedule.next(start) - start).toBe(seconds * 1000);
  });

  it.each([
    ["0 0 0 * * 7", "7 is not between 0 and 6"],
    ["0 0 0 0 * *", "day field"],
    ["60 * * * * *", "second field"],
    ["0 0 24 * * *", "24 is not between 0 and 23"],
    ["0 0 0 L * *", '"L" is not a value'],
    ["0 0 0 15W * *", '"15W" is not a number'],
    ["0 0 0 * * 5#3", '"5#3" is not a number'],
    ["0 0 0 ? * *", '"?" is not a value'],
    ["0 0 0 1,,2 * *", '"" is not a value'],
    ["0 */5/2 * * * *", "two steps"],
    ["0 1-2-3 * * * *", "three ends"],
    ["0 /5 * * * *", '"" is not a value'],
    ["0 */x * * * *", '"x" is not a number'],
    ["0 0 0 31 2 *", "is never due"],
    ["* * * *", "neither a cron expression"],
    ["0 0 0 1 1 * 2026", "neither a cron expression"],
    ["24:00:00", "neither a cron expression"],
    ["@hourly", "neither a cron expression"],
    ["00:00:00", "not longer than nothing"],
    ["", "neither a cron expression"],
  ])("refuses %j", (expression, reason) => {
    expect(() => parseSchedule(expression)).toThrow(reason);
  });

  it("finds the first second after a time that all fields allow", () => {
    const fields = fc.tuple(field(0, 59), field(0, 59), field(0, 23), field(1, 28), field(1, 12));
    fc.assert(
      fc.property(fields, fc.integer({ min: start, max: start + 1e11 }), (parts, from) => {
        const text = parts.map((values) => values?.join(",") ?? "*").join(" ");

        const due = new Date(parseSchedule(`${text} *`).next(from));

        const values = [
          due.getUTCSeconds(),
          due.getUTCMinutes(),
          due.getUTCHours(),
          due.getUTCDate(),
          due.getUTCMonth() + 1,
        ];
        expect(due.getTime()).toBeGreaterThan(from);
        const refused = parts.filter(
          (allowed, index) => allowed?.includes(values[index]!) === false,
        );
        expect(refused).toEqual([]);
        expect(due.getUTCMilliseconds()).toBe(0);
      }),
    );
  });

  it("skips no second that a brute search would find", () => {
    const seconds = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 4 });
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(seconds, minutes, fc.integer({ min: 0, max: 7200 }), (s, m, offset) => {
        const from = start + offset * 1000;

        const due = parseSchedule(`${s.join(",")} ${m.join(",")} * * * *`).next(from);

        let expected = from + 1000;
        const fits = (time: number): boolean =>
          s.includes(new Date(time).getUTCSeconds()) && m.includes(new Date(time).getUTCMinutes());
        while (!fits(expected)) expected += 1000;
        expect(due).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});

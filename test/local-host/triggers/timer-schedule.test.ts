import { Cron } from "croner";
import * as fc from "fast-check";
import { timeZoneOf } from "../../../local-host/triggers/time-zone";
import { dateTime } from "../../../local-host/triggers/timer-payload";
import { parseSchedule } from "../../../local-host/triggers/timer-schedule";

const zoneOf = (name: string) => timeZoneOf({ WEBSITE_TIME_ZONE: name });

/** The due times after `from`, as the clock in the zone shows them. */
function due(expression: string, from: string, count: number, name = "America/Los_Angeles") {
  const zone = zoneOf(name);
  const schedule = parseSchedule(expression, zone);
  const found: string[] = [];
  for (let time = Date.parse(from); found.length < count;) {
    time = schedule.next(time);
    found.push(dateTime(time, zone).slice(5).replace(":00-", "-").replace(":00+", "+"));
  }
  return found;
}

describe("a schedule where the clock is put forward (02:00 is 03:00)", () => {
  it("runs a skipped time one gap later, once", () => {
    expect(due("0 30 2 * * *", "2018-03-10T00:00:00-08:00", 3)).toEqual([
      "03-10T02:30-08:00",
      "03-11T03:30-07:00",
      "03-12T02:30-07:00",
    ]);
  });

  it("goes on with an interval as if nothing was missing", () => {
    expect(due("0 30 * * * *", "2018-03-11T00:00:00-08:00", 3)).toEqual([
      "03-11T00:30-08:00",
      "03-11T01:30-08:00",
      "03-11T03:30-07:00",
    ]);
    expect(due("0 */30 * * * *", "2018-03-11T01:00:00-08:00", 3)).toEqual([
      "03-11T01:30-08:00",
      "03-11T03:00-07:00",
      "03-11T03:30-07:00",
    ]);
  });
});

describe("a schedule where the clock is put back (02:00 is 01:00)", () => {
  it.each(["0 30 1 * * *", "30 1 * * *"])(
    "runs the point in time %s once, in the first pass",
    (text) => {
      expect(due(text, "2018-11-03T00:00:00-07:00", 3)).toEqual([
        "11-03T01:30-07:00",
        "11-04T01:30-07:00",
        "11-05T01:30-08:00",
      ]);
    },
  );

  it("does not run a point in time in the second pass when it is asked there", () => {
    expect(due("0 30 1 * * *", "2018-11-04T01:29:00-08:00", 1)).toEqual(["11-05T01:30-08:00"]);
    expect(due("0 0,20,40 1 * * *", "2018-11-04T01:10:00-08:00", 1)).toEqual(["11-05T01:00-08:00"]);
  });

  it("takes a step that is no range when it is written out for points in time", () => {
    expect(due("0 */20 1 * * *", "2018-11-04T00:59:00-07:00", 4)).toEqual([
      "11-04T01:00-07:00",
      "11-04T01:20-07:00",
      "11-04T01:40-07:00",
      "11-05T01:00-08:00",
    ]);
  });

  it("runs an interval in both passes", () => {
    expect(due("0 */20 * * * *", "2018-11-04T00:30:00-07:00", 9)).toEqual([
      "11-04T00:40-07:00",
      "11-04T01:00-07:00",
      "11-04T01:20-07:00",
      "11-04T01:40-07:00",
      "11-04T01:00-08:00",
      "11-04T01:20-08:00",
      "11-04T01:40-08:00",
      "11-04T02:00-08:00",
      "11-04T02:20-08:00",
    ]);
    expect(due("30 1-3 * * *", "2018-11-04T00:00:00-07:00", 3)).toEqual([
      "11-04T01:30-07:00",
      "11-04T01:30-08:00",
      "11-04T02:30-08:00",
    ]);
  });

  it("finds both passes of an interval that has hours far apart", () => {
    expect(due("0-1 30 1,5 * * *", "2018-11-04T01:30:01-07:00", 2)).toEqual([
      "11-04T01:30-08:00",
      "11-04T01:30:01-08:00",
    ]);
  });

  it("runs a point in time in the first pass when it is asked half a year before", () => {
    expect(due("0 30 1 4 11 *", "2018-01-01T00:00:00-08:00", 1)).toEqual(["11-04T01:30-07:00"]);
  });

  it("takes hours that follow each other for a range, as NCrontab prints them", () => {
    expect(due("0 30 1,2 * * *", "2018-11-04T00:00:00-07:00", 2)).toEqual([
      "11-04T01:30-07:00",
      "11-04T01:30-08:00",
    ]);
  });

  it("knows a clock that is put back by half an hour, south of the equator", () => {
    expect(due("0 */15 * * * *", "2026-04-05T01:30:00+11:00", 4, "Australia/Lord_Howe")).toEqual([
      "04-05T01:45+11:00",
      "04-05T01:30+10:30",
      "04-05T01:45+10:30",
      "04-05T02:00+10:30",
    ]);
  });

  it("does not notice it with a TimeSpan", () => {
    expect(due("06:00:00", "2018-11-04T00:00:00-07:00", 2)).toEqual([
      "11-04T05:00-08:00",
      "11-04T11:00-08:00",
    ]);
  });
});

describe("a schedule anywhere else", () => {
  const some = (min: number, max: number) =>
    fc
      .uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
      .map((values) => values.toSorted((a, b) => a - b).join(","));
  const every = fc.constantFrom("*", "*/7", "3-20");
  const expressions = fc
    .tuple(some(0, 59), fc.oneof(some(0, 59), every), fc.oneof(some(0, 23), every), some(1, 28))
    .chain(([second, minute, hour, day]) =>
      fc.constantFrom(
        `${second} ${minute} ${hour} * * *`,
        `${second} ${minute} ${hour} ${day} * *`,
        `${second} ${minute} ${hour} * 3,6,11 *`,
        `${second} ${minute} ${hour} * * 1-5`,
      ),
    );
  const instants = fc
    .integer({ min: Date.UTC(2020) / 1000, max: Date.UTC(2032) / 1000 })
    .map((seconds) => seconds * 1000);

  const compared = (name: string, isApart: (time: number) => boolean) => {
    const zone = zoneOf(name);
    return fc.check(
      fc.property(expressions, instants, (expression, from) => {
        const reference = new Cron(expression, {
          mode: "6-part",
          domAndDow: true,
          timezone: name,
          paused: true,
        });
        const expected = reference.nextRun(new Date(from))!.getTime();

        fc.pre(!isApart(from) && !isApart(expected));
        expect(parseSchedule(expression, zone).next(from)).toBe(expected);
      }),
      { numRuns: 150 },
    );
  };

  it.each(["Asia/Kolkata", "Asia/Tokyo", "America/Phoenix", "Pacific/Kiritimati"])(
    "is due when croner says so: %s, which never changes its clock",
    (name) => {
      expect(compared(name, () => false)).toMatchObject({ failed: false, counterexample: null });
    },
  );

  it.each(["Europe/Berlin", "America/New_York", "Australia/Sydney"])(
    "is due when croner says so: %s, away from the days of a change",
    (name) => {
      const zone = zoneOf(name);
      const day = 86_400_000;
      const isNearChange = (time: number): boolean =>
        zone.offset(time - day) !== zone.offset(time + day);

      expect(compared(name, isNearChange)).toMatchObject({ failed: false, counterexample: null });
    },
  );
});

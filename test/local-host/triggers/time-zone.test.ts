import * as fc from "fast-check";
import { timeZoneOf, utc } from "../../../local-host/triggers/time-zone";

const zone = (name: string) => timeZoneOf({ WEBSITE_TIME_ZONE: name });
const wall = (text: string) => Date.parse(`${text}Z`);
const at = wall;

describe("timeZoneOf()", () => {
  it.each([
    [{}, "UTC"],
    [{ WEBSITE_TIME_ZONE: "", TZ: "" }, "UTC"],
    [{ TZ: "Europe/Berlin" }, "Europe/Berlin"],
    [{ TZ: ":Europe/Berlin" }, "Europe/Berlin"],
    [{ WEBSITE_TIME_ZONE: "Asia/Tokyo", TZ: "Europe/Berlin" }, "Asia/Tokyo"],
    [{ WEBSITE_TIME_ZONE: "europe/berlin" }, "Europe/Berlin"],
    [{ WEBSITE_TIME_ZONE: "W. Europe Standard Time" }, "Europe/Berlin"],
    [{ WEBSITE_TIME_ZONE: "Eastern Standard Time" }, "America/New_York"],
    [{ WEBSITE_TIME_ZONE: "Pacific Standard Time" }, "America/Los_Angeles"],
    [{ WEBSITE_TIME_ZONE: "UTC" }, "UTC"],
  ])("finds the zone of %j", (environment, name) => {
    expect(timeZoneOf(environment).name).toBe(name);
  });

  it.each([
    [
      { WEBSITE_TIME_ZONE: "Mars/Olympus" },
      'WEBSITE_TIME_ZONE is "Mars/Olympus", which is neither',
    ],
    [{ TZ: "Middle Earth Standard Time" }, 'TZ is "Middle Earth Standard Time"'],
  ])("refuses %j", (environment, reason) => {
    expect(() => timeZoneOf(environment)).toThrow(reason);
  });

  it("shows what the clock shows", () => {
    const berlin = zone("Europe/Berlin");

    expect(berlin.wallTime(Date.parse("2026-07-01T12:00:00.900Z"))).toBe(
      wall("2026-07-01T14:00:00"),
    );
    expect(berlin.offset(Date.parse("2026-01-01T00:00:00.900Z"))).toBe(3_600_000);
  });

  it("reads a skipped time one gap later, and a repeated one twice", () => {
    const berlin = zone("Europe/Berlin");

    expect(berlin.instants(wall("2026-03-29T02:30:00"))).toEqual([at("2026-03-29T01:30:00")]);
    expect(berlin.instants(wall("2026-10-25T02:00:00"))).toEqual([
      at("2026-10-25T00:00:00"),
      at("2026-10-25T01:00:00"),
    ]);
    expect(berlin.instants(wall("2026-10-25T01:59:59"))).toEqual([at("2026-10-24T23:59:59")]);
    expect(berlin.instants(wall("2026-10-25T03:00:00"))).toEqual([at("2026-10-25T02:00:00")]);
  });

  it("comes back to the instant from its wall time", () => {
    const names = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
    const zones = fc.constantFrom(...names.map(zone), utc);
    const seconds = fc.integer({ min: Date.UTC(2000) / 1000, max: Date.UTC(2040) / 1000 });
    fc.assert(
      fc.property(zones, seconds, (one, second) => {
        expect(one.instants(one.wallTime(second * 1000))).toContain(second * 1000);
      }),
      { numRuns: 500 },
    );
  });
});

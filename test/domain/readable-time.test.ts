import { readableTime } from "../../domain/readable-time";

describe("readableTime()", () => {
  it.each([
    ["2026-11-25T05:50:42.300Z", "2026-11-25 05:50 UTC"],
    ["2026-11-25T05:50:42.1234567+02:00", "2026-11-25 03:50 UTC"],
    ["soon", "soon"],
  ])("writes %s as %s", (iso, text) => {
    expect(readableTime(iso)).toBe(text);
  });
});

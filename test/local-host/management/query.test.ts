import { queryOf } from "../../../local-host/management/query";

const query = (text: string) => queryOf(new URLSearchParams(text));

describe("queryOf()", () => {
  it("finds a parameter in any case, and joins a repeated one", () => {
    expect(query("ShowInput=a&showinput=b").text("showInput")).toBe("a,b");
    expect(query("").text("x")).toBeUndefined();
  });

  it.each([
    ["true", true],
    ["False", false],
    [" TRUE ", true],
    ["1", undefined],
    ["", undefined],
  ])("reads the flag %j", (text, expected) => {
    expect(query(`x=${text}`).flag("x")).toBe(expected);
  });

  it.each([
    ["5", 5],
    ["-5", -5],
    ["5.5", undefined],
    ["", undefined],
    ["five", undefined],
  ])("reads the integer %j", (text, expected) => {
    expect(query(`x=${text}`).integer("x")).toBe(expected);
  });

  it.each([
    ["2026-01-01", Date.UTC(2026, 0, 1)],
    ["2026-01-01T01:00", Date.UTC(2026, 0, 1, 1)],
    ["2026-01-01T01:00:00.5", Date.UTC(2026, 0, 1, 1, 0, 0, 500)],
    ["2026-01-01T01:00:00Z", Date.UTC(2026, 0, 1, 1)],
    ["2026-01-01T01:00:00%2B01:00", Date.UTC(2026, 0, 1)],
    ["noon", undefined],
  ])("reads the time %j", (text, expected) => {
    expect(query(`x=${text}`).time("x")).toBe(expected);
  });

  it("reads seconds as milliseconds", () => {
    expect(query("x=1.5").seconds("x")).toBe(1500);
    expect(query("x=soon").seconds("x")).toBeUndefined();
  });
});

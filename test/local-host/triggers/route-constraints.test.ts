import { constraintOf } from "../../../local-host/triggers/route-constraints";

describe("constraintOf()", () => {
  it.each([
    ["int", ["0", "-5", "+5", "2147483647"], ["", "1.0", "2147483648", "x", "1e3"]],
    ["long", ["9223372036854775807"], ["9223372036854775808", "x"]],
    ["bool", ["true", "FALSE"], ["1", "yes", ""]],
    [
      "datetime",
      ["2026-01-01", "2026-01-01 19:32", "2026-01-01T19:32:00Z", "1/2/2026", "Jan 2 2026", "19:32"],
      ["noon", "", "1", "a 1", "2026-13-01", "2026"],
    ],
    ["decimal", ["49.99", "-1000.01", "7"], ["1e5", "x", ""]],
    ["double", ["1.234", "-1,001.01e8", ".5"], ["1.2.3", ""]],
    ["float", ["3.4e38"], ["three"]],
    [
      "guid",
      [
        "CD2C1638163872D51638DEADBEEF1638",
        "CD2C1638-1638-72D5-1638-DEADBEEF1638",
        "{cd2c1638-1638-72d5-1638-deadbeef1638}",
      ],
      [
        "cd2c1638",
        "",
        "{cd2c1638-1638-72d5-1638-deadbeef1638)",
        "cd2c16381638-72d5-1638-deadbeef1638",
      ],
    ],
    ["alpha", ["Rick", ""], ["123", "a b"]],
    ["minlength(4)", ["four"], ["two"]],
    ["maxlength(3)", ["two"], ["four"]],
    ["length(3)", ["two"], ["four"]],
    ["length(3,4)", ["two", "four"], ["a", "seven"]],
    ["min(18)", ["18", "99"], ["17", "x"]],
    ["max(18)", ["18", "-99"], ["19"]],
    ["range(18,120)", ["18", "120"], ["17", "121", "18.5"]],
    ["regex(^\\d{3}-x$)", ["123-x", "123-X"], ["12-x"]],
    ["required", ["x"], [""]],
    ["file", ["a.txt", "a/b.c"], ["a", "a."]],
    ["nonfile", ["a"], ["a.txt"]],
    ["INT", ["1"], ["x"]],
  ])("%s takes %j and not %j", (text, taken, refused) => {
    const holds = constraintOf(text, "route");

    expect(taken.filter(holds)).toEqual(taken);
    expect(refused.filter(holds)).toEqual([]);
  });

  it.each(["constructor", "toString", "int(3)", "length()", "regex", "min(1,2)", ""])(
    "does not know %j",
    (text) => {
      expect(() => constraintOf(text, "a/{b}")).toThrow('The route "a/{b}" has a constraint');
    },
  );
});

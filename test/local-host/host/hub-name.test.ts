import { hubNameOf } from "../../../local-host/hub-name";

const refuse = (expected: string): never => {
  throw new Error(expected);
};

describe("hubNameOf()", () => {
  it.each([
    ["Hub1", undefined, "Hub1"],
    ["", undefined, "TestHubName"],
    ["", "my-site-1", "mysite1"],
    ["", "1site", "t1site"],
    ["", "a", "aHub"],
    ["", "---", "DefaultTaskHub"],
    ["", "s".repeat(60), "s".repeat(45)],
    ["Own", "site", "Own"],
  ])("%j on the site %j is %s", (own, siteName, name) => {
    expect(hubNameOf(own, siteName, refuse)).toBe(name);
  });

  it.each(["ab", "1hub", "my-hub", "h".repeat(46)])("refuses %s", (own) => {
    expect(() => hubNameOf(own, undefined, refuse)).toThrow(
      `3 to 45 letters and digits, the first one a letter, and is "${own}"`,
    );
  });
});

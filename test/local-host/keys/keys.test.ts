import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type KeySet, completed, matchKey } from "../../../local-host/keys/key-set";
import { openKeys } from "../../../local-host/keys/keys";
import { temporaryFolder } from "../../support/temporary-folder";

const keys: KeySet = {
  masterKey: "m",
  functionKeys: { default: "h", ci: "h2" },
  systemKeys: { durabletask_extension: "d", other: "o" },
  functions: { Start: { default: "s" }, other: { default: "x" } },
};

describe("matchKey()", () => {
  it.each([
    ["the master key", "m", { level: "admin" }],
    ["a system key", "d", { level: "system", name: "durabletask_extension" }],
    ["another system key", "o", { level: "system", name: "other" }],
    ["a host key", "h2", { level: "function" }],
    ["the function's own key, in whatever case it is named", "s", { level: "function" }],
    ["a key of another function", "x", { level: "anonymous" }],
    ["a key that nobody knows", "M", { level: "anonymous" }],
    ["the beginning of a key", "", { level: "anonymous" }],
  ])("knows %s", (_title, key, match) => {
    expect(matchKey(keys, key, "start")).toEqual(match);
  });

  it("takes no function's key where no function is called", () => {
    expect(matchKey(keys, "s")).toEqual({ level: "anonymous" });
  });
});

describe("completed()", () => {
  it("makes what is missing, each key its own, and keeps what is there", () => {
    const made = completed({ functionKeys: {}, functions: { start: { mine: "k" } } }, [
      "Start",
      "b",
    ]);

    expect(made.functionKeys).toEqual({});
    expect(made.functions).toEqual({
      start: { mine: "k" },
      b: { default: expect.stringMatching(/^[\w-]{43}$/) },
    });
    const others = [
      made.masterKey,
      made.systemKeys["durabletask_extension"],
      made.functions["b"]?.["default"],
    ];
    expect(new Set(others).size).toBe(3);
  });
});

describe("openKeys()", () => {
  it("makes keys once, in a file that only its owner may read", () => {
    const file = join(temporaryFolder(), "new", "keys.json");
    const first = openKeys(file, {});
    first.keepFor(["start"]);
    const second = openKeys(file, {});
    second.keepFor(["start", "stop"]);

    const kept = JSON.parse(readFileSync(file, "utf8")) as KeySet;
    expect(first.systemKey).toBe(second.systemKey);
    expect(first.match(kept.functions["start"]?.["default"], "start").level).toBe("function");
    expect(second.match(kept.functions["stop"]?.["default"], "stop").level).toBe("function");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(second.whereabouts).toBe(`they are in "${file}"`);
  });

  it("does not write before it is told that the database is ours", () => {
    const folder = temporaryFolder();
    openKeys(join(folder, "keys.json"), {});

    expect(() => statSync(join(folder, "keys.json"))).toThrow("ENOENT");
  });

  it("takes keys from the environment, and leaves neither them nor a file behind", () => {
    const file = join(temporaryFolder(), "keys.json");
    const environment = { DURABLE_HOST_KEYS: '{"masterKey":"mine"}' };
    const given = openKeys(file, environment);
    given.keepFor(["start"]);

    expect(given.match("mine")).toEqual({ level: "admin" });
    expect(environment).toEqual({});
    expect(() => statSync(file)).toThrow("ENOENT");
  });

  it("makes them anew when there is no place for them", () => {
    const [first, second] = [openKeys(undefined, {}), openKeys(undefined, {})];

    expect(first.systemKey).not.toBe(second.systemKey);
    expect(first.match(undefined)).toEqual({ level: "anonymous" });
    expect(first.match("")).toEqual({ level: "anonymous" });
  });

  it.each([
    ["{ secret", "it is not JSON"],
    ["[]", "expected an object"],
    ['{"masterKey":5}', "masterKey must be text"],
    ['{"systemKeys":{"a":""}}', "systemKeys.a must be text"],
    ['{"functions":{"f":"secret"}}', "functions.f must be an object"],
  ])("says what is wrong with %s, and does not repeat it", (text, reason) => {
    const file = join(temporaryFolder(), "keys.json");
    writeFileSync(file, text);

    expect(() => openKeys(file, {})).toThrow(new Error(`Cannot read "${file}": ${reason}`));
    expect(() => openKeys(undefined, { DURABLE_HOST_KEYS: text })).toThrow(
      new Error(`Cannot read DURABLE_HOST_KEYS: ${reason}`),
    );
  });
});

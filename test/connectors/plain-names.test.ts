import * as fc from "fast-check";
import { plainName, plainNames } from "../../connectors/plain-names";
import { judgeRating } from "../../connectors/xforce/verdict";
import { judge } from "../../connectors/umbrella/verdict";
import { hostileText } from "../support/hostile";

/** Its 60th character is the first half of one. */
const cutInHalf = `${"a".repeat(59)}𝒳𝒳`;

describe("plainName()", () => {
  it.each([
    ["Software / Hardware", "Software / Hardware"],
    ["Command & Control", "Command & Control"],
    ["<!channel> [click](https://evil.example)", "channel click https //evil example"],
    ["\ud83d lone", "lone"],
    ["<>", ""],
    ["b".repeat(61), `${"b".repeat(59)}…`],
  ])("makes %j to %j", (name, words) => {
    expect(plainName(name)).toBe(words);
  });

  it("is short, whole and without mark-up, whatever the name", () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const words = plainName(name);

        expect(words).toMatch(/^[\p{L}\p{N}/& -]*…?$/u);
        expect(words.length).toBeLessThanOrEqual(60);
        expect(words.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("plainNames()", () => {
  it.each([
    [[], []],
    [
      ["a", "<>"],
      ["a", "a tag without a name"],
    ],
    [
      ["a", "b", "c", "d", "e"],
      ["a", "b", "c", "2 more"],
    ],
  ])("makes %j to %j", (names, shown) => {
    expect(plainNames(names, "a tag without a name")).toEqual(shown);
  });
});

it.each([
  [
    "X-Force",
    judgeRating(
      "domain",
      { score: 9, cats: { [cutInHalf]: true } },
      { maliciousFrom: 7, suspiciousFrom: 4 },
    ),
  ],
  ["Umbrella", judge({ status: -1, security_categories: [cutInHalf] })],
])("no evidence of %s ends in half a character", (_, { evidence }) => {
  expect(evidence).toContain("a".repeat(50));
  expect(evidence.isWellFormed()).toBe(true);
});

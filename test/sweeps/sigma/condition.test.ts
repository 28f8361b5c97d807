import { matches, problemOf, recordOf } from "./records";

/** a, b and c match when the record has them; _d and filter_e likewise. */
const selections = ["a", "b", "c", "_d", "filter_e"]
  .map((name) => `${name}:\n  ${name}: 1`)
  .join("\n");
const holds = (condition: string, present: string): boolean =>
  matches(
    `${selections}\ncondition: ${condition}`,
    recordOf(Object.fromEntries(present.split(" ").map((name) => [name, 1]))),
  );

test.each([
  ["a", "a", "b"],
  ["a and b", "a b", "a"],
  ["a or b", "b", "c"],
  ["a AND NOT b", "a", "a b"],
  ["not a", "b", "a"],
  ["not not a", "a", "b"],
  ["a or b and c", "a", "b"],
  ["(a or b) and c", "b c", "a b"],
  ["not a and b", "b", "a b"],
  ["not (a and b)", "a", "a b"],
  ["not a or b", "a b", "a"],
  ["1 of them", "c", "_d"],
  ["all of them", "a b c filter_e", "a b c _d"],
  ["1 of filter_*", "filter_e", "a"],
  ["1 of *_*", "_d", "a"],
  ["all of *e", "filter_e", "a"],
  ["a and not 1 of filter_*", "a", "a filter_e"],
  ["a and 1 of b", "a b", "a"],
  ["[a and b, c]", "c", "a"],
])("%s is true of %s and false of %s.", (condition, yes, no) => {
  expect(holds(condition, yes)).toBe(true);
  expect(holds(condition, no)).toBe(false);
});

test.each([
  ["x", /"x", which is no selection/],
  ["a and", /ends where a selection/],
  ["a b", /goes on with "b"/],
  ["(a", /lacks a "\)"/],
  ["a)", /goes on with "\)"/],
  ["''", /is empty/],
  ["2 of them", /only "1 of" and "all of"/],
  ["any of them", /only "1 of" and "all of"/],
  ["1 of x*", /fits no selection/],
  ["1 of", /ends after "of"/],
  ["a | count() > 5", /write a correlation rule/],
  ["a | near b", /write a correlation rule/],
  ["5", /must be text/],
  [`${"(".repeat(200)}a${")".repeat(200)}`, /nested more than/],
  [`${"not ".repeat(5000)}a`, /nested more than/],
])("The condition %s is refused with a reason.", (condition, why) => {
  expect(problemOf(`${selections}\ncondition: ${condition}`)).toMatch(why);
});

test("A detection without condition, and one with a timeframe, are refused.", () => {
  expect(problemOf("a:\n  a: 1")).toMatch(/condition is missing/);
  expect(problemOf("a:\n  a: 1\ntimeframe: 5m\ncondition: a")).toMatch(/timespan/);
});

test("A map is AND, a list of maps is OR, and a list of texts is searched for in the whole record.", () => {
  const map = "s:\n  a: 1\n  b: 2\ncondition: s";
  expect(matches(map, recordOf({ a: 1, b: 2 }))).toBe(true);
  expect(matches(map, recordOf({ a: 1 }))).toBe(false);
  const list = "s:\n  - a: 1\n  - b: 2\n    c: 3\ncondition: s";
  expect(matches(list, recordOf({ b: 2, c: 3 }))).toBe(true);
  expect(matches(list, recordOf({ b: 2 }))).toBe(false);
  const line = { line: "sshd[5]: Failed PASSWORD for root" };
  expect(matches("s:\n  - nothing\n  - failed password\ncondition: s", recordOf({}, line))).toBe(
    true,
  );
  expect(matches("s:\n  - failed*root\ncondition: s", recordOf({}, line))).toBe(true);
  expect(matches("s:\n  - failed?root\ncondition: s", recordOf({}, line))).toBe(false);
  expect(matches("s:\n  - 5\n  - a: 1\ncondition: s", recordOf({}, line))).toBe(true);
  expect(matches("s: 'password'\ncondition: s", recordOf({}, line))).toBe(true);
  expect(matches("s:\n  '|all': [failed, root]\ncondition: s", recordOf({}, line))).toBe(true);
  expect(matches("s:\n  '|all': [failed, toor]\ncondition: s", recordOf({}, line))).toBe(false);
  expect(matches("s:\n  '|re': 'd\\[\\d\\]'\ncondition: s", recordOf({}, line))).toBe(true);
  expect(matches("s:\n  '|cased': 'password'\ncondition: s", recordOf({}, line))).toBe(false);
});

test.each([
  ["s: {}", /selection is empty/],
  ["s: []", /empty list/],
  ["s: null", /must be a map/],
  ["s: [[a]]", /must be a map/],
  ["s: ['']", /empty keyword/],
])("The selection %s is refused.", (selection, why) => {
  expect(problemOf(`${selection}\ncondition: s`)).toMatch(why);
});

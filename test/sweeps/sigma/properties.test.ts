import * as fc from "fast-check";
import type { LogRecord } from "../../../sweeps/log-record";
import { compile, compiledRules } from "../../../sweeps/sigma/compile";
import { type Leaf, evaluator, holdsOf } from "../../../sweeps/sigma/evaluate";
import { keywordLiterals } from "../../../sweeps/sigma/keyword-literals";
import { parsePattern, patternTest } from "../../../sweeps/sigma/pattern";
import { readRules } from "../../../sweeps/sigma/read";
import { compileRegex } from "../../../sweeps/sigma/regex";
import type { RuleSet } from "../../../sweeps/sigma/rule";
import { createView } from "../../../sweeps/sigma/view";
import { type Word, isSearchable, wordSearch } from "../../../sweeps/sigma/word-search";
import { type Row, kindOf, matchedBy, recordOf } from "./records";

const NAMES = ["A", "B", "C"];
/** Few characters, so that things meet; among them all that are special to something. */
const text = (most = 8): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from("abAB0x-/–\\*?. éÉ😀ssi\u017f\u212a\u0130")), {
      maxLength: most,
    })
    .map((characters) => characters.join(""));

/** The specification's rules for wildcards and escapes, written as a recursion over characters. */
function fits(pattern: string[], value: string[]): boolean {
  const [first, second, ...rest] = pattern;
  if (first === undefined) return value.length === 0;
  if (first === "\\" && (second === "*" || second === "?" || second === "\\"))
    return value[0] === second && fits(rest, value.slice(1));
  const more = pattern.slice(1);
  if (first === "*")
    return fits(more, value) || (value.length > 0 && fits(pattern, value.slice(1)));
  return value.length > 0 && (first === "?" || first === value[0]) && fits(more, value.slice(1));
}

test("Wildcards and escapes match as a naive matcher says.", () => {
  fc.assert(
    fc.property(text(), text(10), (pattern, value) => {
      expect(patternTest(parsePattern(pattern))(value)).toBe(
        fits(Array.from(pattern), Array.from(value)),
      );
    }),
    { numRuns: 3_000 },
  );
});

test("A pattern made from a text by wildcards matches that text.", () => {
  const piece = fc.oneof(
    text(3).map((one) => [one, one] as const),
    text(3).map((one) => ["*", one] as const),
    fc.constantFrom(...Array.from("ab😀")).map((one) => ["?", one] as const),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const pattern = pieces
        .map(([wanted, one]) => (wanted === one ? one.replaceAll(/[\\*?]/g, "\\$&") : wanted))
        .join("");
      expect(patternTest(parsePattern(pattern))(pieces.map(([, one]) => one).join(""))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const word: fc.Arbitrary<Word> = fc
  .record({
    text: text(5).map((one) => one.toLowerCase()),
    place: fc.constantFrom("all", "start", "end", "anywhere"),
    dashes: fc.boolean(),
  })
  .filter(isSearchable);

function isThere({ text: wanted, place, dashes }: Word, value: string): boolean {
  const fold = (one: string): string => (dashes ? one.replaceAll(/[/–—―]/gu, "-") : one);
  const [part, whole] = [fold(wanted), fold(value.toLowerCase())];
  if (place === "all") return whole === part;
  if (place === "start") return whole.startsWith(part);
  return place === "end" ? whole.endsWith(part) : whole.includes(part);
}

test("A search for many words finds those that are there, and no others.", () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), text(30), (words, value) => {
      const found = new Set<number>();
      wordSearch(words, (number) => found.add(number))(value);
      const there = words.flatMap((one, number) => (isThere(one, value) ? [number] : []));
      expect([...found].toSorted((one, other) => one - other)).toEqual(there);
    }),
    { numRuns: 5_000 },
  );
});

const longWord = fc
  .array(fc.constantFrom("a", "b", "k", "-"), { minLength: 6, maxLength: 10 })
  .map((characters) => characters.join(""));

test("A search for long words alone, which jumps, finds what is there, too.", () => {
  let hits = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          text: longWord,
          place: fc.constantFrom<Word["place"]>("all", "start", "end", "anywhere"),
          dashes: fc.constant(false),
        }),
        { minLength: 1, maxLength: 10 },
      ),
      fc.array(fc.oneof(fc.nat(), text(9), longWord), { maxLength: 6 }),
      (words, pieces) => {
        const value = pieces
          .map((piece) => (typeof piece === "number" ? words[piece % words.length]?.text : piece))
          .map((piece, index) => (index % 2 === 0 ? piece?.toUpperCase() : piece))
          .join("")
          .replace("K", "\u212a");
        const found = new Set<number>();
        wordSearch(words, (number) => found.add(number))(value);
        const there = words.flatMap((one, number) => (isThere(one, value) ? [number] : []));
        expect([...found].toSorted((one, other) => one - other)).toEqual(there);
        hits += there.length;
      },
    ),
    { numRuns: 3_000 },
  );
  expect(hits).toBeGreaterThan(1_000);
});

const regexSource: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      "a",
      "b",
      "ab",
      "aab",
      "A",
      "s",
      "0",
      ".",
      "[ab]",
      "[^a]",
      "\\d",
      "\\.",
      "^",
      "$",
      "\\b",
    ),
    fc.tuple(tie("node"), tie("node")).map((parts) => parts.join("")),
    fc.tuple(tie("node"), tie("node")).map((parts) => `(${parts.join("|")})`),
    fc
      .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,}", "*?", "+?"))
      .map(([node, sign]) => `(?:${node})${sign}`),
    fc
      .constantFrom("a", "b", ".", "[ab]", "\\w")
      .chain((node) => fc.constantFrom("*", "+", "?", "{2,4}").map((sign) => node + sign)),
  ),
})).node;

test("A regular expression finds what Node's own engine finds, and its needles are in whatever it matches.", () => {
  fc.assert(
    fc.property(regexSource, fc.boolean(), text(12), (source, i, value) => {
      fc.pre(!(i && /\\[bw]/.test(source) && /[\u017f\u212a]/.test(value)));
      const { test: finds, needles } = compileRegex(source, { i, m: false, s: false });
      const expected = new RegExp(source, i ? "iu" : "u").test(value);
      expect(finds(value)).toBe(expected);
      const isNeedle = (needle: string): boolean => value.toLowerCase().includes(needle);
      expect(!expected || !needles || needles.some(isNeedle)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

const modifiers = fc.constantFrom(
  "",
  "|contains",
  "|startswith",
  "|endswith",
  "|cased",
  "|contains|cased",
  "|windash|contains",
  "|windash",
  "|contains|all",
  "|neq",
  "|contains|neq",
  "|re",
  "|re|i",
  "|fieldref",
  "|exists",
  "|gt",
);

function valueFor(modifier: string): fc.Arbitrary<unknown> {
  if (modifier.includes("re|") || modifier === "|re") return regexSource;
  if (modifier === "|fieldref") return fc.constantFrom(...NAMES);
  if (modifier === "|exists") return fc.boolean();
  if (modifier === "|gt") return fc.integer({ min: 0, max: 20 });
  const plain = fc.oneof(
    text(4),
    fc.integer({ min: 0, max: 20 }),
    fc.constantFrom("0x0a", "10", "-a", "/b"),
  );
  const list = fc.array(plain, { minLength: 1, maxLength: 3 });
  return modifier === "" ? fc.oneof(plain, list, fc.constant(null)) : fc.oneof(plain, list);
}

const item = modifiers.chain((modifier) =>
  fc
    .tuple(fc.constantFrom(...NAMES), valueFor(modifier))
    .map(([name, value]) => [`${name}${modifier}`, value] as const),
);
const map = fc
  .array(item, { minLength: 1, maxLength: 3 })
  .map((items) => Object.fromEntries(items));
const keyword = text(5).filter((one) => /[^*]/.test(one));
const selection = fc.oneof(
  map,
  fc.array(map, { minLength: 1, maxLength: 2 }),
  fc.array(keyword, { minLength: 1, maxLength: 2 }),
);
const detection = fc.record({
  p: selection,
  q: selection,
  r: selection,
  condition: fc.constantFrom(
    "p",
    "p and q",
    "p or q",
    "p and not q",
    "1 of them",
    "all of them",
    "not p",
    "(p or q) and r",
    "p and not (q or r)",
  ),
});
const value = fc.oneof(
  text(8),
  fc.constantFrom("0x000A", "0xa", "10", "007", ""),
  fc.integer({ min: 0, max: 20 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(text(4), { maxLength: 3 }),
);
const row: fc.Arbitrary<Row> = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));

/** Rules by way of YAML, which JSON is. */
const rulesOf = (detections: readonly object[]): RuleSet =>
  compile(
    readRules(
      detections.map((one, index) => ({
        file: `${index}`,
        text: JSON.stringify({ title: `${index}`, logsource: { product: "app" }, detection: one }),
      })),
    ),
  );

/** Rule by rule, with nothing left out. */
function matchedSlowly(rules: RuleSet, record: LogRecord): string[] {
  const view = createView(new Map());
  const leaf: Leaf = (field, asked) => holdsOf(asked, view.slot(field), view);
  const holds = compiledRules(rules).map(
    ({ rule, expression }) => [rule.title, evaluator(expression, leaf)] as const,
  );
  view.open(record);
  return holds.filter(([, isSo]) => isSo()).map(([title]) => title);
}

test("The index leaves out no rule that would match: its result is that of rule by rule.", () => {
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 12 }),
      fc.array(row, { minLength: 1, maxLength: 6 }),
      (detections, rows) => {
        const rules = rulesOf(detections);
        for (const one of [...rows, ...rows.toReversed()]) {
          const record = recordOf(one);
          const expected = matchedSlowly(rules, record);
          expect(matchedBy(rules, record)).toEqual(expected);
          matches += expected.length;
        }
      },
    ),
    { numRuns: 600 },
  );
  expect(matches).toBeGreaterThan(500);
});

test("Among many rules the index leaves out none that would match, either.", () => {
  const others = Array.from({ length: 65 }, (_, index) => ({
    p: { a: `other ${index}` },
    condition: "p",
  }));
  let matches = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 12 }),
      fc.array(row, { minLength: 1, maxLength: 6 }),
      (detections, rows) => {
        const rules = rulesOf([...detections, ...others]);
        for (const one of [...rows, ...rows.toReversed()]) {
          const record = recordOf(one);
          const expected = matchedSlowly(rules, record);
          expect(matchedBy(rules, record)).toEqual(expected);
          matches += expected.length;
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(matches).toBeGreaterThan(100);
});

test("A record that any rule matches has one of the keyword literals in its text.", () => {
  let tied = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          k: fc.array(keyword, { minLength: 1, maxLength: 3 }),
          condition: fc.constant("k"),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      text(20),
      (detections, line) => {
        const rules = rulesOf(detections);
        const literals = keywordLiterals(rules, kindOf());
        if (!literals) return;
        const isMatch = matchedBy(rules, recordOf({}, { line })).length > 0;
        const found = [...literals].some((literal) => line.toLowerCase().includes(literal));
        expect(!isMatch || found).toBe(true);
        tied += isMatch ? 1 : 0;
      },
    ),
    { numRuns: 2_000 },
  );
  expect(tied).toBeGreaterThan(50);
});

import type { FieldValue } from "../../../sweeps/log-record";
import { matches, problemOf, recordOf } from "./records";

type Values = FieldValue | readonly FieldValue[] | undefined;

/** One entry of a selection, as YAML, against values of the field F. */
const cases: readonly [item: string, yes: readonly Values[], no: readonly Values[]][] = [
  ["F: abc", ["abc", "ABC", ["x", "Abc"]], ["abcd", "xabc", "", null, undefined, ["x"]]],
  ["F: 'a*c'", ["ac", "abc", "A--C"], ["abcd", "bac"]],
  ["F: 'a?c'", ["abc", "a😀c"], ["ac", "abbc"]],
  ["F: '*'", ["", "x", 1, false], [null, undefined]],
  ["F: 'a*b*c'", ["abc", "a1b2c", "abcbc"], ["acb", "ab"]],
  ["F: 'ab*ba'", ["abba", "ab-ba"], ["aba"]],
  ["F: '*b?*c'", ["abxc", "bxxc", "bbc"], ["bc"]],
  ["F: 'a\\*c'", ["a*c"], ["abc"]],
  ["F: 'a\\?c'", ["a?c"], ["abc"]],
  ["F: 'a\\\\*c'", ["a\\c", "a\\bc"], ["a*c"]],
  ["F: 'a\\\\\\*c'", ["a\\*c"], ["a\\bc"]],
  ["F: 'a\\b'", ["a\\b"], ["ab"]],
  ["F: 'a\\\\b'", ["a\\b"], ["a\\\\b"]],
  ["F: '\\\\\\\\server'", ["\\\\server"], ["\\server"]],
  ["F: '\\\\\\server'", ["\\\\server"], ["\\server"]],
  ["F: 'C:\\Windows\\'", ["c:\\windows\\"], ["c:\\windows"]],
  ["F: ''", [""], [null, undefined, " ", 0]],
  ["F: null", [undefined, null, ""], ["x", 0, false, " "]],
  ["F: 7", [7, "7", "007", ["1", "7"]], [70, "7.5", "0x7", null]],
  ["F: '7'", [7, "7"], ["007", 8]],
  ["F: 1.5", [1.5, "1.5"], [1, "15"]],
  ["F: -3", [-3, "-3"], [3]],
  ["F: 12345678901234567890", ["12345678901234567890"], ["12345678901234567891"]],
  ["F: true", [true, "true", "True"], [false, "1", null]],
  ["F: '0x12'", ["0x12", "0x00000012", "0X0012"], ["0x120", "18", 18]],
  ["F: 0x12", ["0x12", "0x0000000000000012", 18, "18"], ["0x21", 12]],
  ["F: '0x0'", ["0x0", "0x00000000"], ["0", "0x1"]],
  ["F: 'STRASSE É'", ["strasse é"], ["strasse e"]],
  ["F: [a, b]", ["a", "B"], ["c", "ab"]],
  ["F|contains: bc", ["bc", "aBCd"], ["b c"]],
  ["F|contains: [x, bc]", ["abc", "x"], ["ab"]],
  ["F|contains|all: [ab, bc]", ["abc", "bc ab", ["ab", "bc"]], ["ab", "bc"]],
  ["F|contains: 'a*c'", ["xabcx"], ["xcax"]],
  ["F|contains: 5", ["x5y", 153], ["x"]],
  ["F|startswith: ab", ["ABc"], ["cab"]],
  ["F|endswith: '\\cmd.exe'", ["C:\\Windows\\CMD.EXE"], ["cmd.exe"]],
  ["F|cased: Abc", ["Abc"], ["abc"]],
  ["F|contains|cased: Abc", ["xAbc"], ["xabc"]],
  ["F|neq: a", ["b", "", undefined, null], ["a", "A", ["b", "a"]]],
  ["F|neq: [a, b]", ["c"], ["a", "b"]],
  ["F|neq: 5", [6, "6"], [5, "5"]],
  ["F|contains|neq: b", ["ac"], ["abc"]],
  ["F|neq: null", ["x"], ["", null, undefined]],
  ["F|exists: true", ["", "x", null, 0], [undefined]],
  ["F|exists: false", [undefined], ["", null]],
  ["F|windash|contains: ' -enc '", [" -enc ", " /ENC ", " –enc ", " —enc ", " ―enc "], [" +enc "]],
  ["F|contains|windash: '-a -b'", ["-a -b", "/a –b"], ["a b"]],
  ["F|windash: '-a'", ["/A", "-a"], ["x-a"]],
  ["F|windash|cased: '-A'", ["/A"], ["/a"]],
  ["F|base64: foo", ["Zm9v"], ["foo", "Zm9vYmFy"]],
  ["F|base64|contains: foo", ["xxZm9vYmFy"], ["foo"]],
  ["F|base64offset|contains: foobar", b64Offsets("foobar"), ["foobar"]],
  [
    "F|wide|base64offset|contains: 'ping'",
    b64Offsets("p\0i\0n\0g\0"),
    [Buffer.from("ping").toString("base64")],
  ],
  ["F|utf16le|base64offset|contains: 'ping'", b64Offsets("p\0i\0n\0g\0"), []],
  ["F|utf16be|base64offset|contains: 'ping'", b64Offsets("\0p\0i\0n\0g"), []],
  ["F|utf16|base64: 'hi'", [Buffer.from("\xff\xfeh\0i\0", "latin1").toString("base64")], []],
  ["F|wide: 'hi'", ["h\0i\0"], ["hi"]],
  [
    "F|windash|base64: '-a'",
    ["-a", "/a", "–a"].map((text) => Buffer.from(text).toString("base64")),
    ["-a"],
  ],
  ["F|re: 'b+c$'", ["abbc", "bc"], ["BC", "bcd"]],
  ["F|re: '^a.c$'", ["abc"], ["a\nc", "xabc", "ABC"]],
  ["F|re|i: '^a.c$'", ["ABC"], ["xABC"]],
  ["F|re|s: '^a.c$'", ["a\nc"], []],
  ["F|re|m: '^b'", ["a\nb"], ["ab"]],
  ["F|re|m|s|i: '^B.c'", ["a\nb\nC"], ["ab"]],
  ["F|re: '(?i)^abc'", ["ABCd"], ["xabc"]],
  ["F|re: '(?is)a.b'", ["A\nB"], ["AB"]],
  ["F|re: ['x\\d', 'y']", ["x1", "y"], ["x"]],
  ["F|re|neq: '^a'", ["b"], ["ab"]],
  [
    "F|cidr: 10.0.0.0/8",
    ["10.1.2.3", "::ffff:10.0.0.5", ["1.1.1.1", "10.0.0.1"]],
    ["11.0.0.1", "10.0.0", "x", 10],
  ],
  ["F|cidr: 192.168.1.7", ["192.168.1.7"], ["192.168.1.8"]],
  ["F|cidr: 'fe80::/10'", ["fe80::1", "FE80::1%3", "febf::"], ["fec0::", "10.0.0.1", "-"]],
  ["F|cidr: ['2001:db8::/32', 10.0.0.0/8]", ["2001:db8:1::1", "10.2.3.4"], ["2001:db9::"]],
  ["F|lt: 5", [4, "4", "-1", "0x4"], [5, "5", "x", "", null, undefined, true]],
  ["F|lte: 5", [5, "5.0"], [5.1]],
  ["F|gt: 5", [6, "0x10"], [5]],
  ["F|gte: 5", [5, [1, 9]], [4]],
  ["F|minute: 34", ["2026-01-02T03:34:05Z"], ["2026-01-02 03:33:59"]],
  [
    "F|hour: 3",
    ["2026-01-02 03:34:05.67", "2026-01-02T03:00:00+05:00", 1767323045000],
    ["2026-01-02", "3"],
  ],
  ["F|hour|gte: 18", ["2026-01-02 18:00:00"], ["2026-01-02 17:59:59"]],
  ["F|day: 2", ["2026-01-02"], ["2026-02-01"]],
  ["F|week: 1", ["2025-12-29", "2026-01-04"], ["2025-12-28", "2026-01-05"]],
  ["F|week: 53", ["2021-01-03"], ["2021-01-04"]],
  ["F|month: [1, 2]", ["2026-01-31", 1767323045], ["2026-03-01"]],
  ["F|year: 2026", ["2026-01-02"], ["2025-01-02", "26", null]],
  ["F|fieldref: G", ["other", "OTHER"], ["x", undefined]],
  ["F|fieldref|cased: G", ["Other"], ["other"]],
  ["F|fieldref|startswith: G", ["other one"], ["an other"]],
  ["F|fieldref|endswith: G", ["an other"], ["other one"]],
  ["F|fieldref|contains: G", ["another one"], ["one"]],
  ["F|fieldref|neq: G", ["x", undefined], ["other"]],
  ["F|fieldref: missing", [], ["x", undefined]],
  ["F|expand: 'a%who%z'", ["abz", "acdz"], ["az", "a%who%z"]],
  ["F|expand: '\\%x%who%'", ["%xb"], ["b"]],
  ["F|contains|expand: '%who%'", ["xbx"], ["x"]],
  ["F: '%who%'", ["%who%"], ["b"]],
  ["'F |contains': b", ["abc"], ["c"]],
];

/** A text in base64 with nought, one and two bytes before it, and one behind. */
function b64Offsets(text: string): string[] {
  return ["", "x", "xy"].map((head) => Buffer.from(`${head}${text}~`, "latin1").toString("base64"));
}

const placeholders = { who: ["b", "c*"] };

test.each(cases)("%s matches what it should, and nothing else.", (item, yes, no) => {
  const holds = (value: Values): boolean => {
    const row = value === undefined ? {} : { F: value };
    return matches(`s:\n  ${item}\ncondition: s`, recordOf({ ...row, G: "Other" }), {
      placeholders,
    });
  };
  expect(yes.filter((value) => !holds(value))).toEqual([]);
  expect(no.filter(holds)).toEqual([]);
});

test("A field whose name has spaces is found without them.", () => {
  expect(matches("s:\n  Threat Name: x\ncondition: s", recordOf({ ThreatName: "X" }))).toBe(true);
});

test("The record's own time answers for @timestamp where no field does.", () => {
  const record = recordOf({}, { time: Date.UTC(2026, 0, 2, 22) });
  expect(matches("s:\n  '@timestamp|hour|gte': 22\ncondition: s", record)).toBe(true);
  expect(matches("s:\n  '@timestamp|hour': 21\ncondition: s", record)).toBe(false);
  expect(matches("s:\n  '@timestamp|hour': 22\ncondition: s", recordOf({}))).toBe(false);
});

test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
  "What every object inherits is no field: %s.",
  (name) => {
    const detection = (test: string): string => `s:\n  '${name}${test}\ncondition: s`;
    expect(matches(detection("|exists': true"), recordOf({}))).toBe(false);
    expect(matches(detection("': null"), recordOf({}))).toBe(true);
    expect(matches(detection("|contains': a"), recordOf({}))).toBe(false);
    const own = JSON.parse(`{"${name}": "abc"}`) as Record<string, string>;
    expect(matches(detection("|contains': b"), recordOf(own))).toBe(true);
  },
);

const refused: readonly [item: string, why: RegExp][] = [
  ["F|containz: a", /"containz" is no modifier/],
  ["F|i: a", /cannot be used without re/],
  ["F|re|contains: a", /cannot be used with re/],
  ["F|re|cidr: a", /cannot be used together/],
  ["F|re: '('", /regular expression cannot be used/],
  ["F|re: '(?=a)b'", /look-around/],
  ["F|re: '(a)\\1'", /back-references/],
  ["F|cidr: 10.0.0.0/33", /is no network/],
  ["F|cidr: '10.*'", /is no network/],
  ["F|exists: maybe", /true or false/],
  ["F|gt: abc", /takes a number/],
  ["F|hour: noon", /takes a number/],
  ["F|base64: 'a*'", /wildcards cannot be encoded/],
  ["F|contains|base64: a", /wildcards cannot be encoded/],
  ["F|base64: ''", /empty value/],
  ["F|wide|utf16: a", /twice/],
  ["F: [a, null]", /null cannot be part of a list/],
  ["F|contains: null", /takes no modifier/],
  ["F: []", /has no values/],
  ["F: [[a]]", /A value must be/],
  ["F: {a: b}", /A value must be/],
  ["F|expand: '%nobody%'", /placeholder %nobody% has no values/],
  ["F|expand: '%constructor%'", /placeholder %constructor% has no values/],
  ["'|exists': true", /needs a field/],
  ["'|fieldref': G", /needs a field/],
  ["'': ''", /empty keyword/],
];

test.each(refused)("%s is refused with a reason.", (item, why) => {
  expect(problemOf(`s:\n  ${item}\ncondition: s`, { placeholders })).toMatch(why);
});

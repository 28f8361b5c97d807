import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { policyJsonSchema, readPolicy } from "../../config/policy";
import { CONTAINMENT_KINDS, type ContainmentKind } from "../../domain/containment-kind";
import { readTrigger } from "../../domain/intake";
import type { Policy } from "../../domain/policy";
import { findingText, findingsIn } from "../../scripts/policy/check";
import { explained } from "../../scripts/policy/explain";
import { placesIn } from "../../scripts/policy/locate";
import { keysOf, referenceOf } from "../../scripts/policy/reference";
import { syntaxErrorIn } from "../../scripts/policy/syntax";

const today = "2026-11-24T03:00:00.000Z";
const shipped = readFileSync("policy.json", "utf8");

/** The text of a policy with one thing replaced. */
const changed = (from: string, to: string): string => {
  expect(shipped).toContain(from);
  return shipped.replace(from, to);
};

describe("placesIn()", () => {
  it("finds every key and element of any JSON text, however it is written", () => {
    const texts = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2, "\t"));
    fc.assert(
      fc.property(texts, fc.constantFrom("\n", "\r\n"), ([value, indent], lineEnd) => {
        const text = JSON.stringify(value, null, indent).replaceAll("\n", lineEnd);
        const placeOf = placesIn(text);
        const lines = text.split(/\r\n|[\r\n]/);

        for (const [path, begins] of pathsIn(value)) {
          const { line, column } = placeOf(path);
          expect(lines[line - 1]!.slice(column - 1).startsWith(begins)).toBe(true);
        }
      }),
    );
  });

  it("tells of the last of two equal keys, which counts", () => {
    expect(placesIn('{"a": 1,\n "a": 2}')(["a"])).toEqual({ line: 2, column: 2 });
  });

  it("tells of what is nearest above a key that is missing", () => {
    const placeOf = placesIn('\n {"a":\n  {"b": []}}');

    expect(placeOf(["a", "b", 3, "c"])).toEqual({ line: 3, column: 4 });
    expect(placeOf(["z"])).toEqual({ line: 2, column: 2 });
  });
});

/** Every path of a value, and what stands there. */
function* pathsIn(
  value: unknown,
  path: (string | number)[] = [],
): Generator<[path: (string | number)[], begins: string]> {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      yield [[...path, index], JSON.stringify(element).slice(0, 1)];
      yield* pathsIn(element, [...path, index]);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield [[...path, name], JSON.stringify(name)];
      yield* pathsIn(member, [...path, name]);
    }
  }
}

const told = (text: string): string[] =>
  findingsIn(text)
    .filter(({ kind }) => kind === "error")
    .map((finding) => findingText("p.json", finding));

/** The line of a text that begins with something, from 1. */
const lineOf = (text: string, begins: string): number =>
  text.split("\n").findIndex((line) => line.trim().startsWith(begins)) + 1;

describe("syntaxErrorIn()", () => {
  it("finds a mistake in exactly the texts that JSON.parse refuses", () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...Array.from('{}[],:\\"\n \t0-1.e+tx'),
        '"a"',
        "true",
        "null",
        "\\u00e9",
        "\u0007",
      ),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          pieces.map((all) => all.join("")),
        ),
        (text) => {
          const at = syntaxErrorIn(text);
          expect(at === undefined).toBe(isJson(text));
          expect(at ?? 0).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("findingsIn()", () => {
  it("tells of a mistake where its key stands", () => {
    const text = changed('"waitMinutes": 5', '"waitMinutes": 61');

    expect(told(text)).toEqual([
      `p.json:${lineOf(text, '"waitMinutes"')}:5 contain.waitMinutes: Too big: expected number to be <=60`,
    ]);
  });

  it("tells of a key that it does not know, and of all mistakes in the order of the text", () => {
    const text = changed('"logDays": 14', '"logDay": 14').replace(
      '"halfLifeHours": 72',
      '"halfLifeHours": 0',
    );

    expect(told(text)).toEqual([
      expect.stringMatching(/^p\.json:\d+:\d+ lookUps\.logDays: /),
      `p.json:${lineOf(text, '"logDay"')}:5 lookUps.logDay: No key is called "logDay" here`,
      `p.json:${lineOf(text, '"halfLifeHours"')}:5 score.halfLifeHours: Too small: expected number to be >=1`,
    ]);
  });

  it.each([
    ['{"settle": {,}}', "p.json:1:13 "],
    ['{\n "settle": x}', "p.json:2:12 "],
    ['{"settle": 1', "p.json:1:13 "],
    ["", "p.json:1:1 "],
  ])("tells where %j stops to be JSON", (text, begins) => {
    expect(told(text)).toEqual([expect.stringContaining(begins)]);
  });

  it("notes what is asked while nobody may agree, and finds no fault with it", () => {
    expect(told(shipped)).toEqual([]);
    const { agree, ...others } = JSON.parse(shipped) as { agree: object };
    const alone = JSON.stringify({ ...others, agree: { ...agree, approvers: [] } });
    expect(findingsIn(alone).map(({ key }) => key)).toContain(
      "contain.kinds.isolate-device.quorum",
    );
  });

  it("finds something or nothing in any text, and throws never", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.nat(shipped.length).map((end) => shipped.slice(0, end)),
        ),
        (text) => {
          for (const { line, column } of findingsIn(text)) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

describe("the policies that are ready", () => {
  const ready = (name: string): Policy => readPolicy(join("policies", `${name}.json`));

  it.each(["observe-only", "careful", "full"])("%s.json can be used", (name) => {
    expect(told(readFileSync(join("policies", `${name}.json`), "utf8"))).toEqual([]);
    expect(JSON.parse(readFileSync(join("policies", `${name}.json`), "utf8"))).toHaveProperty(
      "$schema",
      "../policy.schema.json",
    );
  });

  it("observe-only.json contains nothing, tells nobody and closes nothing", () => {
    const { contain, notify, close } = ready("observe-only");

    expect(contain.isEnabled).toBe(false);
    expect(new Set(CONTAINMENT_KINDS.map((kind) => contain.kinds[kind].act))).toEqual(
      new Set(["never"]),
    );
    expect(notify).toMatchObject({ channels: [], pageFromSeverity: null });
    expect(close).toEqual({ whenContained: null, whenBenign: null, inDefender: false });
  });

  /** Those that a team has without setting up a service more. */
  const { contain: named } = JSON.parse(readFileSync("policy.json", "utf8")) as {
    contain: { kinds: object };
  };
  const usual = Object.keys(named.kinds) as ContainmentKind[];

  it("careful.json asks about everything", () => {
    const { contain, close } = ready("careful");

    for (const kind of usual) {
      expect(contain.kinds[kind]).toMatchObject({ act: "ask", aloneUpTo: 0 });
      expect(contain.kinds[kind].quorum).toBeGreaterThan(0);
    }
    expect(close).toEqual({ whenContained: null, whenBenign: null, inDefender: false });
  });

  it("full.json acts alone on little, asks every source and protects as much as the others", () => {
    const { contain, sources, protected: spared } = ready("full");

    for (const kind of usual) {
      expect(contain.kinds[kind].act).toBe("alone");
      expect(contain.kinds[kind].aloneUpTo).toBeLessThanOrEqual(3);
    }
    expect(Object.values(sources).every(({ isAsked }) => isAsked)).toBe(true);
    expect(spared).toEqual(ready("careful").protected);
  });
});

describe("explained()", () => {
  const trigger = readTrigger(JSON.parse(readFileSync("samples/incident.json", "utf8")));
  if (!trigger.ok) throw new Error(trigger.problem);
  const { hint } = trigger;
  const explain = (change: (policy: Policy) => void = () => undefined, given = hint): string => {
    const policy = structuredClone(readPolicy("policy.json"));
    change(policy);
    return explained(given, policy, today).join("\n");
  };

  it("tells who is asked about what, and what is not asked about, and why", () => {
    const text = explain();

    expect(text).toMatch(/45\.83\.64\[\.\]10 \(address\): VirusTotal, /);
    expect(text).toContain("not 10.20.0[.]15: It is not a public address: private (RFC 1918)");
    expect(explain(({ sources }) => (sources.virustotal.isAsked = false))).not.toContain(
      "VirusTotal",
    );
  });

  it("tells what is done alone, what is asked and by whom, and what never", () => {
    expect(explain()).toContain(
      "Block 45.83.64[.]10 for 24 hours, if it is malicious: at once where it touches at most 3 assets or people of ours",
    );
    const asked = explain(({ contain, agree }) => {
      contain.kinds["feed-block"].act = "ask";
      agree.approvers = [{ id: "99999999-9999-9999-9999-999999999999", name: "Kim" }];
    });
    expect(asked).toContain("1 person of Kim must agree within 4320 minutes");
    expect(explain(({ contain }) => (contain.kinds["feed-block"].act = "never"))).toContain(
      "never Block 45.83.64[.]10: the policy does not use feed-block",
    );
  });

  it("tells of a file on which device it is, and that people are asked whatever the policy says", () => {
    const kind = "stop-and-quarantine-file";
    expect(explain()).toMatch(/never Stop and quarantine [0-9a-f]{64} on srv-01\[\.\]contoso/);
    const alone = explain(({ contain, agree, protected: spared }) => {
      contain.kinds[kind] = { ...contain.kinds["feed-block"], act: "alone" };
      agree.approvers = [{ id: "99999999-9999-9999-9999-999999999999", name: "Kim" }];
      spared.servers = false;
      spared.hosts = [];
    });
    expect(alone).toContain("must agree within 4320 minutes, since no API gives the file back");
  });

  it("tells the rule that forbids it", () => {
    expect(explain((policy) => (policy.protected.networks = ["45.83.64.0/24"]))).toContain(
      "not Block 45.83.64[.]10: It is in a network that the policy protects: 45[.]83.64.0/24".replace(
        "45[.]83.64.0",
        "45.83.64[.]0",
      ),
    );
    expect(explain(({ contain }) => (contain.isEnabled = false))).toContain(
      "the kill switch stops every containment",
    );
    expect(explain(undefined, { ...hint, severity: "Low" })).toContain(
      "not Block 45.83.64[.]10: the policy does it from severity Medium on",
    );
  });

  it("tells what becomes of the case", () => {
    expect(explain()).toContain("a ticket in servicenow");
    expect(
      explain(({ open }) => (open.ticketFromSeverity = "High"), { ...hint, severity: "Low" }),
    ).toContain("no ticket: the policy does from High on");
    expect(explain(({ close }) => (close.whenBenign = null))).toContain(
      "never: a person closes it",
    );
    expect(explain(({ close }) => (close.findings = ["guardduty", "security-hub"]))).toContain(
      "along with what its alerts name in GuardDuty, AWS Security Hub",
    );
  });
});

/** Without what the formatter of Markdown may change. */
const plain = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");

describe("docs/policy.md", () => {
  const page = plain(readFileSync("docs/policy.md", "utf8"));
  const keys = keysOf(policyJsonSchema());

  it("has a row or a heading for every key of the schema, as the schema describes it", () => {
    for (const { key } of keys.filter((one) => one.key !== "$schema")) {
      expect(page).toContain(key.includes(".") ? `\n| \`${key}\` |` : `\n## ${key}\n`);
    }
    expect(page).toContain(plain(referenceOf(policyJsonSchema())));
  });

  it("is about a schema that describes every key", () => {
    expect(keys.filter(({ node }) => !node.description).map(({ key }) => key)).toEqual([]);
    expect(keys.length).toBeGreaterThan(200);
  });
});

import * as fc from "fast-check";
import { changeBody, draftBody } from "../../../connectors/servicenow/fields";
import { hasMarker, noteText } from "../../../connectors/servicenow/note-text";
import { stateOf } from "../../../connectors/servicenow/tables";
import { fitted, fittedLine } from "../../../connectors/servicenow/text";
import { readPolicy } from "../../../config/policy";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(fc.constantFrom("[", "]", "/", "code", "CODE", " ", "\n", "\0", "😀", "\uD83D"))
    .map((parts) => parts.join("")),
);

describe("fitted()", () => {
  it.each([
    ["short", 10, "short"],
    ["0123456789", 10, "0123456789"],
    ["0123456789a", 10, "012345678…"],
    ["01234567😀9", 10, "01234567…"],
    ["a\r\nb\tc\0d\u001b[31m", 99, "a\nb c d [31m"],
    ["invoice\u202Efdp.exe\u200B\u00AD", 99, "invoicefdp.exe"],
    ["[co\u200Bde]", 99, "(code)"],
    ["[code]<b>x</b>[/code]", 99, "(code)<b>x</b>(/code)"],
    ["[ / Code ]", 99, "( / Code )"],
    ["[co\0de]", 99, "[co de]"],
    ["[decode]", 99, "[decode]"],
  ])("makes of %j, in %i characters, %j", (given, length, kept) => {
    expect(fitted(given, length)).toBe(kept);
  });

  it("leaves of any text what is whole, short enough and no mark-up", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 200 }), (given, length) => {
        const kept = fitted(given, length);

        expect(kept.length).toBeLessThanOrEqual(length);
        expect(kept.isWellFormed()).toBe(true);
        expect(kept).not.toMatch(/\[[\s/]*code\s*\]/i);
        expect(kept).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
        expect(fitted(kept, length)).toBe(kept);
      }),
    );
  });

  it("is quick with a text that is made to be slow", () => {
    const slow = `${"[ ".repeat(50_000)}[${" ".repeat(100_000)}`;
    const started = process.hrtime.bigint();

    fitted(slow);

    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1_000);
  });
});

describe("fittedLine()", () => {
  it("makes one line of several", () => {
    expect(fittedLine("  one\r\n two\tthree ", 99)).toBe("one two three");
  });
});

describe("noteText()", () => {
  const marker = "[ref 7f3c]";
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom(
        marker,
        "[link a]",
        "[ref ",
        "7f3c]",
        "\n",
        "\r\n",
        "\0",
        " ",
        "\t",
        "\u2028",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
  );

  it("ends with its marker, and holds no other one, whatever its text is", () => {
    fc.assert(
      fc.property(lines, (parts) => {
        const note = noteText({ marker: "[ref mine]", text: parts.join("") });

        expect(note.endsWith("\n[ref mine]")).toBe(true);
        expect(hasMarker(note, "[ref mine]")).toBe(true);
        expect(hasMarker(note, marker)).toBe(false);
        expect(hasMarker(note, "[link a]")).toBe(false);
      }),
    );
  });

  it("finds a marker with whatever line end an instance keeps", () => {
    expect(hasMarker(`Text\r\n${marker}\r\n`, marker)).toBe(true);
    expect(hasMarker(`Text ${marker}`, marker)).toBe(false);
  });
});

describe("the members of a ticket", () => {
  const policy = readPolicy("policy.json").tickets.servicenow;

  it.each([
    ["High", "1", "2", "2"],
    ["Medium", "2", "2", "3"],
    ["Low", "2", "3", "4"],
    ["Informational", "3", "3", "5"],
  ] as const)("weigh %s as impact %s and urgency %s", (severity, impact, urgency, priority) => {
    expect(changeBody("incident", policy, { severity })).toEqual({ impact, urgency });
    expect(changeBody("sn_si_incident", policy, { severity })).toEqual({
      impact,
      urgency,
      priority,
    });
  });

  it("are ours where the policy names the same", () => {
    const fields = { correlation_id: "theirs", category: "Security" };
    const draft = { key: "k", title: "t", description: "d", severity: "High" } as const;

    expect(draftBody("incident", { ...policy, fields }, draft)).toEqual({
      category: "Security",
      short_description: "t",
      description: "d",
      impact: "1",
      urgency: "2",
      correlation_id: "k",
      correlation_display: "Microsoft Sentinel",
    });
  });
});

describe("stateOf()", () => {
  it.each([
    ["incident", "1", "true", "new"],
    ["incident", "2", "true", "active"],
    ["incident", "3", "true", "on-hold"],
    ["incident", "6", "true", "resolved"],
    ["incident", "7", "false", "closed"],
    ["incident", "8", "false", "cancelled"],
    ["incident", "-5", "true", "active"],
    ["incident", "12", "false", "closed"],
    ["incident", "toString", "", "active"],
    ["sn_si_incident", "6", "true", "active"],
  ] as const)("takes in %s the state %j (active: %j) for %s", (table, state, active, meaning) => {
    expect(stateOf(table, state, active)).toBe(meaning);
  });
});

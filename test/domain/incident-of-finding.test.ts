import {
  draftOfFinding,
  hintOfFinding,
  severityOf,
  updateOfFinding,
} from "../../domain/incident-of-finding";
import { findingOf } from "../support/fake-log";
import { ref } from "../support/response-fakes";

const { name: _name, ...workspace } = ref;
const facts = {
  sweep: "sweep-1",
  workspace,
  isInSentinel: true,
  blocksPerSweep: 5,
  foundAt: "2026-11-24T03:00:00.000Z",
};

describe("hintOfFinding()", () => {
  it("is an incident with title, severity, entities, evidence with its place, rule and author", () => {
    const hint = hintOfFinding(findingOf("auth"), facts);

    expect(hint).toMatchObject({
      trigger: "sweep",
      title: "Failed log-ins: 203.0.113.9",
      severity: "High",
      entities: [
        { kind: "Ip", address: "203.0.113.9" },
        { kind: "Host", label: "web01" },
      ],
      sweep: { source: "auth", sweep: "sweep-1", blocksPerSweep: 5 },
    });
    expect(hint.description).toContain("auth.log at 4711, ");
    expect(hint.description).toContain(": Failed password for root from 203.0.113.9");
    expect(hint.description).toContain("Rule r-1 by Ada (Detection Rule License 1.1)");
    expect(hint.sweep?.reportOnly).toBeUndefined();
  });

  it("has the same name for every copy and revision, and another for another finding", () => {
    const of = (more: object) => hintOfFinding(findingOf("auth", more), facts).incident;

    expect(of({ revision: 7, count: 99 })).toEqual(of({}));
    expect(of({ from: "203.0.113.10" })).not.toEqual(of({}));
    expect(of({})?.name).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it.each([
    ["critical", "High"],
    ["high", "High"],
    ["medium", "Medium"],
    ["low", "Low"],
    ["informational", "Informational"],
  ] as const)("of a %s rule is %s", (level, severity) => {
    expect(severityOf(findingOf("auth", { level }))).toBe(severity);
  });

  it("speaks against whom it is grouped by, and not against the machine that wrote the log", () => {
    const { sweep } = hintOfFinding(findingOf("auth"), facts);

    expect(sweep?.evidence).toEqual([
      expect.objectContaining({
        about: "address:203.0.113.9",
        signal: "sign-in-failures",
        strength: 0.8,
      }),
    ]);
  });

  it("keeps a local account apart from one of the directory", () => {
    const finding = findingOf("auth");
    finding.entities = {
      ...finding.entities,
      accounts: [
        { name: "root", host: "web01" },
        { name: "alex", domain: "CORP" },
      ],
    };

    expect(hintOfFinding(finding, facts).entities).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "Account", label: "web01\\root" }),
        expect.objectContaining({ kind: "Account", label: "CORP\\alex" }),
      ]),
    );
  });

  it("makes no address of what is none, whatever a log says", () => {
    const finding = findingOf("auth");
    const addresses = [
      "1.2.3.4; rm -rf /",
      "203[.]0[.]113[.]7",
      "0x7f000001",
      "300.1.1.1",
      "::1%eth0",
      "",
    ];
    finding.entities = { ...finding.entities, addresses, hosts: [] };

    const { entities } = hintOfFinding(finding, facts);

    expect(entities.filter(({ kind }) => kind === "Ip")).toEqual([]);
  });

  it("stays small and harmless, whatever an attacker writes", () => {
    const hostile = `<img src=x onerror=alert(1)> [a](https://evil.example) \u202e\u0000 $(reboot) ${"A".repeat(5_000)}`;
    const finding = findingOf("auth", { from: hostile });
    finding.entities = {
      accounts: Array.from({ length: 500 }, (_, index) => ({ name: `${hostile}${index}` })),
      addresses: Array.from({ length: 500 }, () => hostile),
      hosts: Array.from({ length: 500 }, (_, index) => `${hostile}${index}`),
      files: Array.from({ length: 500 }, (_, index) => ({ path: `/${index}/${hostile}` })),
    };
    const remarks = Array.from({ length: 50 }, () => hostile);
    const evidence = Array.from({ length: 50 }, () => finding.evidence[0]!);

    const hint = hintOfFinding({ ...finding, remarks, evidence }, facts);
    const { title, description } = draftOfFinding(hint, "tag");

    expect(JSON.stringify(hint).length).toBeLessThan(64_000);
    expect(hint.entities).toHaveLength(100);
    expect(hint.entitiesLeftOut).toBeGreaterThan(0);
    expect(description.length).toBeLessThanOrEqual(5_000);
    expect((title + description).replaceAll("\n", " ")).not.toMatch(/[<>`\p{Cc}\u202e]|https:/u);
  });
});

describe("draftOfFinding()", () => {
  it("is inert text with the tag of the policy and the source", () => {
    const draft = draftOfFinding(hintOfFinding(findingOf("auth"), facts), "responder:handled");

    expect(draft).toMatchObject({
      title: "Failed log-ins: 203.0.113[.]9",
      severity: "High",
      labels: ["responder:handled", "sweep:auth"],
      lastActivity: "2026-11-24T02:10:00.000Z",
    });
    expect(draft.description).toContain("203.0.113[.]9");
    expect(draft.description).not.toContain("203.0.113.9");
  });
});

describe("updateOfFinding()", () => {
  it("says how often it happened by now, and what was last", () => {
    expect(updateOfFinding(findingOf("auth", { count: 40, revision: 5 }))).toEqual({
      title: "It goes on: Failed log-ins: 203.0.113.9",
      lines: [
        expect.stringMatching(/^Found by a sweep of auth: 40 records from .* to .*, level high$/),
        expect.stringMatching(/^Last: auth\.log at 4711, .*: Failed password for root/),
      ],
    });
  });
});

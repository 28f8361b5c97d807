import * as fc from "fast-check";
import type { ObservableAssessment } from "../../domain/assessment";
import { candidatesOf } from "../../domain/candidates";
import type { Candidate, Target } from "../../domain/containment";
import type { ContextFinding } from "../../domain/context";
import { refusalOf } from "../../domain/guard";
import { canonicalJson } from "../../domain/json";
import type { Observable } from "../../domain/observable";
import { success } from "../../domain/outcome";
import { type Resolved, planContainments } from "../../domain/plan";
import { type KindPolicy, type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import { VERDICTS } from "../../domain/reputation";
import { hostileText } from "../support/hostile";
import {
  address,
  assessed,
  assessmentOf,
  sampleIncident,
  samplePolicy,
} from "../support/sample-report";

const at = "2026-11-24T03:00:00.000Z";

const blocking = (more: Partial<KindPolicy>): Policy => {
  const { contain } = samplePolicy;
  const rules = { ...contain.kinds["feed-block"], aloneUpTo: WHATEVER_IT_TOUCHES, ...more };
  return {
    ...samplePolicy,
    contain: { ...contain, kinds: { ...contain.kinds, "feed-block": rules } },
  };
};
const usual = blocking({});

const targetOf = ({ kind, value }: Observable): Target => ({
  id: `${kind}:${value}`,
  label: value,
  names: [value],
});
const found = ({ claim }: Candidate): Target =>
  claim.kind === "observable"
    ? targetOf(claim.observable)
    : { id: "00000000-0000-4000-8000-000000000001", label: claim.kind, names: [] };

function plan(
  observables: ObservableAssessment[],
  { policy = usual, context = [] as ContextFinding[], severity = sampleIncident.severity } = {},
) {
  const incident = { ...sampleIncident, severity };
  const { candidates, refused } = candidatesOf(
    assessmentOf("malicious", observables),
    incident,
    policy,
  );
  const resolved: Resolved[] = candidates.map((candidate) => ({
    candidate,
    resolution: success({ found: found(candidate) }),
  }));
  const planned = planContainments(resolved, { policy, context, at });
  return { items: planned.items, refused: [...refused, ...planned.refused] };
}

const refusal = (observable: Observable, policy = usual) =>
  refusalOf("feed-block", targetOf(observable), policy, at);

describe("refusalOf() an observable", () => {
  it("refuses no ordinary public address, domain, URL or hash", () => {
    for (const observable of [
      address(),
      address("2a0f:f000::7"),
      { kind: "domain" as const, value: "bad.com" },
      { kind: "url" as const, value: "https://bad.com/x" },
      { kind: "hash" as const, value: "d41d8cd98f00b204e9800998ecf8427e" },
    ]) {
      expect(refusal(observable)).toBeUndefined();
    }
  });

  it.each<[Observable, string]>([
    [address(""), "no name"],
    [address("bad.zz"), "not exactly one"],
    [address("45.83.64.10, 45.83.64.11"), "not exactly one"],
    [address("45.83.64.10 "), "no exact id"],
    [address("::ffff:45.83.64.10"), "not exactly one"],
    [address("2A0F:F000::7"), "not exactly one"],
    [address("45.83.64.0/24"), "a network"],
    [address("0.0.0.0/0"), "a network"],
    [address("10.0.0.4"), "private"],
    [address("0.0.0.0"), "this network"],
    [address("168.63.129.16"), "Azure"],
    [address("255.255.255.255"), "broadcast"],
    [address("::"), "unspecified"],
    [address("64:ff9b::2d53:400a"), "NAT64"],
    [address("45.83.65.9"), "a network of ours: 45.83.65.0/24"],
    [address("9.9.9.9"), "protects: 9.9.9.9/32"],
    [address("2620:fe::fe"), "protects"],
    [{ kind: "domain", value: "login.contoso.zz" }, "ours"],
    [{ kind: "domain", value: "com" }, ""],
    [{ kind: "domain", value: "*.bad.com" }, ""],
    [{ kind: "url", value: "https://www.contoso.zz/x" }, "ours"],
    [{ kind: "hash", value: "d41d8cd9" }, ""],
  ])("refuses %j: %s", (observable, rule) => {
    const reason = refusal(observable);
    expect(reason).toBeDefined();
    expect(reason).toContain(rule);
  });

  it("refuses everything when the policy protects a range that nobody can read", () => {
    const protectedOnes = { ...usual.protected, networks: ["9.9.9.9/33"] };
    expect(refusal(address(), { ...usual, protected: protectedOnes })).toContain("no network");
  });

  it.each<[string, Partial<Policy["contain"]>, string]>([
    ["while the kill switch is thrown", { isEnabled: false }, "kill switch"],
    [
      "during maintenance",
      {
        quietTimes: [
          { name: "release", from: "2026-11-24T02:00:00Z", until: "2026-11-24T04:00:00Z" },
        ],
      },
      "maintenance: release",
    ],
    [
      "when nobody can read a maintenance",
      { quietTimes: [{ name: "release", from: "soon", until: "later" }] },
      "nobody can read",
    ],
  ])("refuses %s", (_, contain, rule) => {
    const policy = { ...usual, contain: { ...usual.contain, ...contain } };
    expect(refusal(address(), policy)).toContain(rule);
  });
});

describe("planContainments()", () => {
  it("plans a malicious address, with the reason and the policy's lifetime", () => {
    expect(plan([assessed("malicious")])).toEqual({
      items: [
        expect.objectContaining({
          id: "feed-block:address:45.83.64.10",
          kind: "feed-block",
          reason: expect.stringContaining("malicious, VirusTotal: 14 of 90"),
          lifetimeHours: 24,
          quorum: 0,
        }),
      ],
      refused: [],
    });
  });

  it.each<[string, Parameters<typeof plan>[1], string]>([
    ["the severity is low", { severity: "Low" }, "from severity Medium on"],
    [
      "the address is protected",
      { policy: { ...usual, protected: { ...usual.protected, networks: ["45.83.64.0/24"] } } },
      "protects",
    ],
    ["the limit is reached", { policy: blocking({ maxPerIncident: 0 }) }, "at most 0 times"],
  ])("refuses, by name of the rule, when %s", (_, options, rule) => {
    const { items, refused } = plan([assessed("malicious")], options);
    expect(items).toEqual([]);
    expect(refused).toEqual([expect.objectContaining({ reason: expect.stringContaining(rule) })]);
  });

  it("does not consider what nobody calls bad", () => {
    expect(plan([assessed("benign"), assessed("unknown")])).toEqual({ items: [], refused: [] });
  });

  it("does the worst first when the limit is smaller than the plan", () => {
    const policy = blocking({ maxPerIncident: 1, fromVerdict: "suspicious" });
    const { items, refused } = plan(
      [assessed("suspicious", address()), assessed("malicious", address("45.83.64.11"))],
      { policy },
    );
    expect(items.map(({ target }) => target.label)).toEqual(["45.83.64.11"]);
    expect(refused).toHaveLength(1);
  });

  const used = (count: number): ContextFinding[] =>
    (["address-sign-ins", "firewall-traffic"] as const).map((source) => ({
      source,
      about: "address:45.83.64.10",
      label: "45.83.64.10",
      state: "found",
      facts: [],
      signals: [],
      touches: { count, names: ["alex@contoso.zz"].slice(0, count) },
    }));
  const asking = { ...blocking({ aloneUpTo: 1 }) };
  const context = Object.fromEntries(
    Object.entries(asking.context).map(([name]) => [
      name,
      { isAsked: name === "address-sign-ins" || name === "firewall-traffic" },
    ]),
  ) as Policy["context"];

  it("asks when more of ours would be touched than the policy allows, or that is not known", () => {
    const policy = { ...asking, context };
    const [few] = plan([assessed("malicious")], { policy, context: used(1) }).items;
    const [many] = plan([assessed("malicious")], { policy, context: used(30) }).items;
    const [unknown] = plan([assessed("malicious")], { policy, context: [] }).items;

    expect(few).toMatchObject({ quorum: 0 });
    expect(many).toMatchObject({ quorum: 1, askedBecause: expect.stringContaining("of ours") });
    expect(unknown).toMatchObject({
      quorum: 1,
      askedBecause: expect.stringContaining("not known"),
    });
  });

  it("refuses what was not found exactly, and says that somebody must look", () => {
    const { candidates } = candidatesOf(
      assessmentOf("malicious", [assessed("malicious")]),
      sampleIncident,
      usual,
    );
    const resolved = candidates.map((candidate) => ({
      candidate,
      resolution: success({ question: "Two of them are called so: which is meant?" }),
    }));
    expect(planContainments(resolved, { policy: usual, context: [], at })).toEqual({
      items: [],
      refused: [
        expect.objectContaining({
          reason: "Two of them are called so: which is meant?",
          needsHuman: true,
        }),
      ],
    });
  });

  it("plans nothing at a provider that has none of it, and asks nobody", () => {
    const { candidates } = candidatesOf(
      assessmentOf("malicious", [assessed("malicious")]),
      sampleIncident,
      usual,
    );
    const absent = "Okta has no user of that login";
    const resolved = candidates.map((candidate) => ({
      candidate,
      resolution: success({ absent }),
    }));

    expect(planContainments(resolved, { policy: usual, context: [], at })).toEqual({
      items: [],
      refused: [expect.objectContaining({ reason: absent, needsHuman: false })],
    });
  });

  const target = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    hostileText,
    fc.constantFrom("10.0.0.1", "45.83.65.1", "9.9.9.9", "bad.com", "contoso.zz"),
  );
  const one = fc
    .tuple(
      fc.constantFrom("address" as const, "domain" as const, "url" as const, "hash" as const),
      target,
      fc.constantFrom(...VERDICTS),
    )
    .map(([kind, value, verdict]) => assessed(verdict, { kind, value }));

  it("plans nothing that is refused and no more than the limit, whatever is called bad", () => {
    let planned = 0;
    fc.assert(
      fc.property(fc.array(one), fc.nat(4), (observables, maxPerIncident) => {
        const policy = blocking({ maxPerIncident, fromVerdict: "suspicious" });
        const { items, refused } = plan(observables, { policy });
        planned += items.length;
        expect(items.length).toBeLessThanOrEqual(maxPerIncident);
        for (const item of items) {
          expect(refusalOf(item.kind, item.target, policy, at)).toBeUndefined();
        }
        for (const { reason } of refused) expect(reason).toMatch(/^[A-Z].{10,}/);
      }),
      { numRuns: 300 },
    );
    expect(planned).toBeGreaterThan(20);
  });

  it("makes the same plan of the same facts in any order", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { selector: ({ observable }) => observable.value, maxLength: 8 }),
        fc.integer(),
        (observables, seed) => {
          const shuffled = observables.toSorted(
            (a, b) =>
              (seed % 2 === 0 ? -1 : 1) * (a.observable.value < b.observable.value ? -1 : 1),
          );
          expect(canonicalJson(plan(shuffled).items)).toBe(canonicalJson(plan(observables).items));
        },
      ),
      { numRuns: 200 },
    );
  });
});

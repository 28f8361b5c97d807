import * as fc from "fast-check";
import { specialRange } from "../../domain/address";
import type { ObservableAssessment } from "../../domain/assessment";
import { refusalOf } from "../../domain/guard";
import type { Observable } from "../../domain/observable";
import { planContainment } from "../../domain/plan";
import type { Policy } from "../../domain/policy";
import { VERDICTS } from "../../domain/reputation";
import { hostileText } from "../support/hostile";
import {
  address,
  assessed,
  assessmentOf,
  sampleIncident,
  samplePolicy,
} from "../support/sample-report";

const blocking = (more: Partial<Policy["block"]>): Policy => ({
  ...samplePolicy,
  block: { ...samplePolicy.block, ...more },
});
const plan = (
  observables: ObservableAssessment[],
  policy = samplePolicy,
  severity = sampleIncident.severity,
) =>
  planContainment(assessmentOf("malicious", observables), { ...sampleIncident, severity }, policy);

describe("refusalOf()", () => {
  it("refuses no ordinary public address", () => {
    expect(refusalOf(address(), samplePolicy)).toBeUndefined();
    expect(refusalOf(address("2a0f:f000::7"), samplePolicy)).toBeUndefined();
  });

  it.each<[Observable, string]>([
    [{ kind: "domain", value: "bad.zz" }, "Only addresses"],
    [{ kind: "url", value: "https://bad.zz/" }, "Only addresses"],
    [{ kind: "hash", value: "d41d8cd98f00b204e9800998ecf8427e" }, "Only addresses"],
    [address(""), "not exactly one"],
    [address("bad.zz"), "not exactly one"],
    [address("45.83.64.10, 45.83.64.11"), "not exactly one"],
    [address("45.83.64.10 "), "not exactly one"],
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
  ])("refuses %j: %s", (observable, rule) => {
    expect(refusalOf(observable, samplePolicy)).toContain(rule);
  });

  it("refuses everything when the policy protects a range that nobody can read", () => {
    const policy = { ...samplePolicy, protected: { networks: ["45.83.64.0-45.83.64.255"] } };

    expect(refusalOf(address(), policy)).toContain('"45.83.64.0-45.83.64.255"');
  });
});

describe("planContainment()", () => {
  it("blocks a malicious address, with the reason and the policy's lifetime", () => {
    expect(plan([assessed("malicious")])).toEqual({
      blocks: [
        {
          observable: address(),
          reason: "malicious, VirusTotal: 14 of 90 engines say malicious",
          lifetimeHours: 24,
        },
      ],
      refused: [],
    });
  });

  it("does not consider what nobody calls bad", () => {
    expect(plan([assessed("benign"), assessed("unknown", address("45.83.64.11"))])).toEqual({
      blocks: [],
      refused: [],
    });
  });

  it.each<[string, Policy, "Low" | "High", ObservableAssessment, string]>([
    [
      "blocking is off",
      blocking({ isEnabled: false }),
      "High",
      assessed("malicious"),
      "does not block",
    ],
    [
      "the severity is low",
      samplePolicy,
      "Low",
      assessed("malicious"),
      "from severity Medium on; this incident is Low",
    ],
    [
      "suspicious is not enough",
      samplePolicy,
      "High",
      assessed("suspicious"),
      "what is malicious; this is suspicious",
    ],
    [
      "it is protected",
      samplePolicy,
      "High",
      assessed("malicious", address("9.9.9.9")),
      "protects",
    ],
    [
      "it is a domain",
      samplePolicy,
      "High",
      assessed("malicious", { kind: "domain", value: "bad.zz" }),
      "Only addresses",
    ],
    [
      "the limit is reached",
      blocking({ maxPerIncident: 0 }),
      "High",
      assessed("malicious"),
      "at most 0 addresses",
    ],
  ])("refuses, by name of the rule, when %s", (_when, policy, severity, one, rule) => {
    expect(plan([one], policy, severity)).toEqual({
      blocks: [],
      refused: [{ observable: one.observable, reason: expect.stringContaining(rule) }],
    });
  });

  it("blocks suspicious addresses when the policy says so", () => {
    expect(
      plan([assessed("suspicious")], blocking({ fromVerdict: "suspicious" })).blocks,
    ).toHaveLength(1);
  });

  it("blocks the worst first when the limit is smaller than the plan", () => {
    const { blocks, refused } = plan(
      [assessed("suspicious"), assessed("malicious", address("45.83.64.11"))],
      blocking({ fromVerdict: "suspicious", maxPerIncident: 1 }),
    );

    expect(blocks.map(({ observable }) => observable.value)).toEqual(["45.83.64.11"]);
    expect(refused).toEqual([
      { observable: address(), reason: "The policy blocks at most 1 address for one incident" },
    ]);
  });

  it("plans nothing special, nothing of ours and no more than the limit, whatever is called bad", () => {
    const target = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      hostileText,
      fc.constantFrom("10.0.0.1", "45.83.65.1", "9.9.9.9"),
    );
    const one = fc
      .tuple(
        fc.constantFrom("address" as const, "domain" as const),
        target,
        fc.constantFrom(...VERDICTS),
      )
      .map(([kind, value, verdict]) => assessed(verdict, { kind, value }));
    fc.assert(
      fc.property(fc.array(one), fc.nat(4), (observables, maxPerIncident) => {
        const policy = blocking({ maxPerIncident, fromVerdict: "suspicious" });
        const { blocks, refused } = plan(observables, policy);
        expect(blocks.length).toBeLessThanOrEqual(maxPerIncident);
        for (const { observable } of blocks) {
          expect(specialRange(observable.value)).toBeUndefined();
          expect(refusalOf(observable, policy)).toBeUndefined();
        }
        for (const { reason } of refused) expect(reason).toMatch(/^[A-Z].{10,}/);
      }),
      { numRuns: 300 },
    );
  });
});

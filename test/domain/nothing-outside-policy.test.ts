import * as fc from "fast-check";
import { assess } from "../../domain/assess";
import { candidatesOf } from "../../domain/candidates";
import type { Candidate, Resolution, Target } from "../../domain/containment";
import { CONTAINMENT_KINDS, containmentKinds } from "../../domain/containment-kind";
import type { AccountEntity, HostEntity } from "../../domain/entity";
import { refusalOf } from "../../domain/guard";
import { SEVERITIES } from "../../domain/incident";
import { type Outcome, success } from "../../domain/outcome";
import { planContainments } from "../../domain/plan";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import { isAtLeast } from "../../domain/severity";
import { keyOf } from "../../domain/signal";
import { reputation, sampleIncident, samplePolicy } from "../support/sample-report";

const at = "2026-11-24T03:00:00.000Z";
const incidents = 10_000;

/** Who must never be touched, whatever is said of them. */
const protectedAccounts = ["breakglass1@contoso.zz", "svc-backup@contoso.zz", "CEO@contoso.zz"];
const protectedHosts = ["dc01.contoso.zz", "crown.contoso.zz"];

const protection: Policy["protected"] = {
  networks: ["45.83.70.0/24"],
  domains: ["partner.com"],
  accounts: ["svc-*", "breakglass*", "ceo@contoso.zz"],
  privilegedAccounts: true,
  hosts: ["dc*", "crown*"],
  resources: [],
  servers: true,
};

/** Both do all that the policy lets them do; one protects as much as it can, one only what is named. */
const policies = (["strictest", "loosest"] as const).map((name) => {
  const isLoose = name === "loosest";
  const kinds = Object.fromEntries(
    CONTAINMENT_KINDS.map((kind) => [
      kind,
      {
        act: "alone" as const,
        fromVerdict: isLoose ? ("suspicious" as const) : ("malicious" as const),
        fromSeverity: isLoose ? ("Informational" as const) : ("High" as const),
        lifetimeHours: 1,
        maxPerIncident: isLoose ? 100 : 1,
        quorum: 1,
        aloneUpTo: isLoose ? WHATEVER_IT_TOUCHES : 0,
      },
    ]),
  ) as Policy["contain"]["kinds"];
  const policy: Policy = {
    ...samplePolicy,
    own: { networks: ["45.83.71.0/24"], domains: ["contoso.zz"] },
    protected: isLoose ? { ...protection, privilegedAccounts: false, servers: false } : protection,
    contain: {
      ...samplePolicy.contain,
      limits: { perIncident: isLoose ? 1_000 : 2, perHour: 10_000, perDay: 100_000 },
      kinds,
    },
  };
  return { name, policy };
});

const hostileName = fc.oneof(
  fc.constantFrom(
    "",
    "*",
    "%",
    "alex*",
    "svc-",
    "SVC-backup@contoso.zz",
    "dc01",
    "DC01.contoso.zz",
    "breakgIass1@contoso.zz",
    "ѕvc-backup@contoso.zz",
    "ｄｃ01.contoso.zz",
    "alex' or 1 eq 1",
    "x".repeat(10_000),
  ),
  fc.constantFrom(...protectedAccounts, ...protectedHosts),
  fc.string({ unit: "grapheme", maxLength: 30 }),
);
const name = fc.oneof(
  hostileName,
  fc.constantFrom("alex@contoso.zz", "sam@contoso.zz", "pc7.contoso.zz"),
);

/** What a directory says of whoever is asked for: sometimes somebody else, under any names. */
const target: fc.Arbitrary<Target> = fc.record({
  id: fc.oneof(fc.uuid(), fc.constantFrom("", "*", "00000000-0000-4000-8000-000000000001")),
  label: name,
  names: fc.array(name, { maxLength: 3 }),
  isPrivileged: fc.option(fc.boolean(), { nil: undefined as never }),
  isSynced: fc.boolean(),
  role: fc.constantFrom("domain-controller", "server", "workstation"),
  addresses: fc.array(fc.constantFrom("10.0.0.7", "45.83.70.5", "x"), { maxLength: 1 }),
}) as fc.Arbitrary<Target>;

const value = fc.oneof(
  fc.tuple(
    fc.constant("address" as const),
    fc.oneof(
      fc.ipV4(),
      fc.constantFrom("45.83.70.9", "45.83.71.9", "10.0.0.1", "0.0.0.0/0", "45.83.64.10"),
    ),
  ),
  fc.tuple(
    fc.constant("domain" as const),
    fc.constantFrom("bad.com", "partner.com", "a.partner.com", "contoso.zz", "com", "*.com"),
  ),
  fc.tuple(
    fc.constant("url" as const),
    fc.constantFrom("https://bad.com/x", "https://a.partner.com/", "https://www.contoso.zz/"),
  ),
);

const incident = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  values: fc.array(value, { maxLength: 3 }),
  accounts: fc.array(name, { maxLength: 2 }),
  hosts: fc.array(name, { maxLength: 2 }),
  targets: fc.array(target, { minLength: 1, maxLength: 4 }),
  isSure: fc.boolean(),
});

const isNamed = (who: Target, names: string[]): boolean =>
  [who.label, ...who.names].some((one) =>
    names.some((given) => given.toLowerCase() === one.toLowerCase()),
  );

it.each(policies)(
  `of ${incidents} incidents none leads to a plan outside the $name policy`,
  ({ policy }) => {
    let planned = 0;
    let acts = 0;
    fc.assert(
      fc.property(incident, ({ severity, values, accounts, hosts, targets, isSure }) => {
        const of: (AccountEntity | HostEntity)[] = [
          ...accounts.map((label): AccountEntity => ({ kind: "Account", label })),
          ...hosts.map((label): HostEntity => ({ kind: "Host", label })),
        ];
        const assessment = assess(
          values.flatMap(([kind, one]) =>
            (["virustotal", "urlhaus"] as const).map((source) => ({
              question: "q",
              source,
              observable: { kind, value: one },
              outcome: success(reputation("malicious", { kind, value: one }, { source })),
            })),
          ),
          [],
          [],
          {
            entities: of,
            findings: of.map((entity) => ({
              source: "account",
              about: keyOf(entity),
              label: entity.label,
              state: "found" as const,
              facts: [],
              signals: (["risky-account", "threat-on-device", "risky-sign-in"] as const).map(
                (signal) => ({
                  name: signal,
                  about: keyOf(entity),
                  strength: isSure ? 1 : 0.5,
                  confidence: 1,
                  because: "It is bad",
                }),
              ),
            })),
            unanswered: [],
            policy: policy.score,
            at,
          },
        );
        const { candidates, refused } = candidatesOf(
          assessment,
          { ...sampleIncident, severity },
          policy,
        );
        const resolve = ({ claim }: Candidate, index: number): Outcome<Resolution> =>
          claim.kind === "observable"
            ? success({
                found: {
                  id: `${claim.observable.kind}:${claim.observable.value}`,
                  label: claim.observable.value,
                  names: [claim.observable.value],
                },
              })
            : success({ found: targets[index % targets.length]! });
        const resolved = candidates.map((candidate, index) => ({
          candidate,
          resolution: resolve(candidate, index),
        }));
        const plan = planContainments(resolved, { policy, context: [], at });

        planned += plan.items.length;
        for (const { reason } of [...refused, ...plan.refused]) expect(reason).toMatch(/^.{10,}/s);
        expect(plan.items.length).toBeLessThanOrEqual(policy.contain.limits.perIncident);
        for (const { kind, target: who } of plan.items) {
          acts += kind.endsWith("block") ? 0 : 1;
          const rules = policy.contain.kinds[kind];
          expect(isAtLeast(severity, rules.fromSeverity)).toBe(true);
          expect(refusalOf(kind, who, policy, at)).toBeUndefined();
          expect(who.id).not.toMatch(/^$|\*/);
          const isDevice = containmentKinds[kind].takes === "host";
          const isAccount = containmentKinds[kind].takes === "account";
          expect(isNamed(who, isDevice ? protectedHosts : protectedAccounts)).toBe(false);
          const { servers, privilegedAccounts } = policy.protected;
          expect(isDevice && who.role === "domain-controller").toBe(false);
          expect(isDevice && servers && who.role !== "workstation").toBe(false);
          expect(isAccount && privilegedAccounts && who.isPrivileged !== false).toBe(false);
          expect(who.label).not.toMatch(/^45\.83\.7[01]\.|partner\.com|^10\.|\/\d+$|www\.contoso/);
        }
      }),
      { numRuns: incidents, seed: 20261124 },
    );
    // Or else it would pass by planning nothing.
    expect(planned).toBeGreaterThan(200);
    expect(acts).toBeGreaterThan(20);
  },
  60_000,
);

it.each([
  ["svc-r*", "ѕvc-rnd@contoso.zz"],
  ["svc-*", "ѕvc-backup"],
  ["breakglass*", "breakgIass1@contoso.zz"],
  ["dc01*", "ｄｃ01.contoso.zz"],
  ["admin*", "adrnin1"],
])("what the policy protects as %s is not touched as %s either", (pattern, label) => {
  const [, { policy: loosest }] = policies as [unknown, (typeof policies)[number]];
  const policy = {
    ...loosest,
    protected: { ...loosest.protected, accounts: [pattern], hosts: [pattern] },
  };
  const who: Target = {
    id: "00000000-0000-4000-8000-000000000001",
    label,
    names: [],
    isPrivileged: false,
    role: "workstation",
  };
  expect(refusalOf("disable-account", who, policy, at)).toContain("protects");
  expect(refusalOf("isolate-device", who, policy, at)).toContain("protects");
  const other = { ...who, label: "sam@contoso.zz" };
  expect(refusalOf("disable-account", other, policy, at)).toBeUndefined();
});

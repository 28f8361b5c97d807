import * as fc from "fast-check";
import { assess } from "../../domain/assess";
import { candidatesOf } from "../../domain/candidates";
import type { Candidate, PlannedContainment, Resolution, Target } from "../../domain/containment";
import { CONTAINMENT_KINDS, containmentKinds } from "../../domain/containment-kind";
import type { ContextFinding } from "../../domain/context";
import { CONTEXT_SOURCES, type ContextSourceName } from "../../domain/context-source";
import type { AccountEntity, HostEntity } from "../../domain/entity";
import { refusalOf } from "../../domain/guard";
import { SEVERITIES } from "../../domain/incident";
import { type Outcome, success } from "../../domain/outcome";
import { planContainments } from "../../domain/plan";
import { type Policy, WHATEVER_IT_TOUCHES } from "../../domain/policy";
import { isAtLeast } from "../../domain/severity";
import { keyOf } from "../../domain/signal";
import { sources } from "../../domain/source";
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
    context: Object.fromEntries(
      CONTEXT_SOURCES.map((source) => [source, { isAsked: true }]),
    ) as Policy["context"],
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
  // Of a device, its tags: they are held against what is protected, as its names are.
  roles: fc.array(fc.constantFrom("Global Reader", "crown jewel", "DC", "kiosk"), { maxLength: 2 }),
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

/** What an incident says of an account: some say whose object id it is, and be it somebody else's. */
const account = fc
  .record({
    label: name,
    aadUserId: fc.option(
      fc.constantFrom(
        "00000000-0000-4000-8000-000000000001",
        "00000000-0000-4000-8000-000000000002",
      ),
      { nil: undefined, freq: 2 },
    ),
  })
  .map(({ label, aadUserId }): AccountEntity => ({
    kind: "Account",
    label,
    ...(aadUserId !== undefined && { aadUserId }),
  }));

const radiusSources = [
  "address-sign-ins",
  "firewall-traffic",
  "dns-queries",
  "device-events",
] as const satisfies ContextSourceName[];

/** Who of ours used what the incident names, by sources of which some know only a part. */
const uses = fc.array(
  fc.record({
    by: fc.subarray([...radiusSources], { minLength: 1 }),
    of: fc.nat(6),
    state: fc.constantFrom("found" as const, "none" as const, "found" as const, "partial" as const),
    names: fc.subarray(["alex@contoso.zz", "sam@contoso.zz", "pc7", "pc8"]),
    more: fc.constantFrom(0, 0, 1, 40),
  }),
  { maxLength: 4 },
);

const hour = (from: string, until: string) => [{ name: "Patch day", from, until }];
const now = hour("2026-11-24T02:00:00Z", "2026-11-24T04:00:00Z");
const unreadable = hour("2026-11-24T02:00:00Z", "soon");
/** Maintenance: as often as not there is none now. */
const quietTimes = fc.constantFrom<Policy["contain"]["quietTimes"]>(
  ...Array.from({ length: 12 }, () => []),
  hour("2026-11-24T01:00:00Z", "2026-11-24T03:00:00Z"),
  hour("2026-11-24T03:00:01Z", "2026-11-24T04:00:00Z"),
  now,
  [...hour("2026-11-20T01:00:00Z", "2026-11-20T03:00:00Z"), ...now],
  unreadable,
);

const incident = fc.record({
  uses,
  quietTimes,
  isEnabled: fc.constantFrom(...Array.from({ length: 14 }, () => true), false),
  aloneUpTo: fc.constantFrom(undefined, 0, 3),
  severity: fc.constantFrom(...SEVERITIES, "High", "High", "High"),
  values: fc.array(value, { maxLength: 3 }),
  accounts: fc.array(account, { maxLength: 2 }),
  hosts: fc.array(name, { maxLength: 2 }),
  targets: fc.array(target, { minLength: 1, maxLength: 4 }),
  isSure: fc.boolean(),
});

const isNamed = (who: Target, names: string[]): boolean =>
  [who.label, ...who.names].some((one) =>
    names.some((given) => given.toLowerCase() === one.toLowerCase()),
  );

/** The policy of one incident: the same, but for what people switch while incidents come. */
function switched(
  policy: Policy,
  { isEnabled, quietTimes: quiet, aloneUpTo }: SwitchedFor,
): Policy {
  const { contain } = policy;
  const kinds = Object.fromEntries(
    CONTAINMENT_KINDS.map((kind) => [
      kind,
      { ...contain.kinds[kind], ...(aloneUpTo !== undefined && { aloneUpTo }) },
    ]),
  ) as Policy["contain"]["kinds"];
  return { ...policy, contain: { ...contain, isEnabled, quietTimes: quiet, kinds } };
}

interface SwitchedFor {
  isEnabled: boolean;
  quietTimes: Policy["contain"]["quietTimes"];
  aloneUpTo: number | undefined;
}

/** Whose answer it takes before anything may be called unused: by the key's kind. */
const neededFor: Readonly<Record<string, readonly ContextSourceName[]>> = {
  address: ["address-sign-ins", "firewall-traffic", "dns-queries"],
  domain: ["dns-queries"],
  host: ["device-events"],
  account: [],
};

/** Why nobody had to agree to it: that it touches few is known, or it does not matter to the policy. */
function expectToBeAlone(
  { kind, about = "" }: PlannedContainment,
  policy: Policy,
  context: readonly ContextFinding[],
): void {
  const { aloneUpTo } = policy.contain.kinds[kind];
  if (aloneUpTo >= WHATEVER_IT_TOUCHES) return;
  const [of = ""] = about.split(":", 1);
  const found = context.filter((finding) => finding.about === about);
  const whole = found.filter(({ state }) => state !== "partial").map(({ source }) => source);
  for (const source of neededFor[of] ?? ["nobody"]) expect(whole).toContain(source);
  const self = of === "host" || of === "account" ? 1 : 0;
  for (const { touches } of found) {
    expect((touches?.count ?? 0) + self).toBeLessThanOrEqual(aloneUpTo);
  }
}

it.each(policies)(
  `of ${incidents} incidents none leads to a plan outside the $name policy`,
  ({ policy: usual }) => {
    let planned = 0;
    let alone = 0;
    let acts = 0;
    let blocks = 0;
    fc.assert(
      fc.property(incident, (made) => {
        const { severity, values, accounts, hosts, targets, isSure } = made;
        const policy = switched(usual, made);
        const of: (AccountEntity | HostEntity)[] = [
          ...accounts,
          ...hosts.map((label): HostEntity => ({ kind: "Host", label })),
        ];
        const keys = [...values.map(([kind, one]) => `${kind}:${one}`), ...of.map(keyOf)];
        const context = made.uses.flatMap(({ by, of: index, state, names, more }) =>
          by.map((source): ContextFinding => {
            const about = (keys[index % keys.length] ?? "address:45.83.64.10").toLowerCase();
            const touches = { count: names.length + more, names };
            return { source, about, label: about, state, facts: [], signals: [], touches };
          }),
        );
        const assessment = assess(
          values.flatMap(([kind, one]) =>
            (["virustotal", "urlhaus"] as const).map((source) => ({
              question: "q",
              source,
              observable: { kind, value: one },
              outcome: success(
                reputation("malicious", { kind, value: one }, { source: sources[source].title }),
              ),
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
        const plan = planContainments(resolved, { policy, context, at });

        planned += plan.items.length;
        for (const { reason } of [...refused, ...plan.refused]) expect(reason).toMatch(/^.{10,}/s);
        expect(plan.items.length).toBeLessThanOrEqual(policy.contain.limits.perIncident);
        const isQuiet = made.quietTimes.some(
          (one) => now.includes(one) || unreadable.includes(one),
        );
        expect(plan.items.length === 0 || (made.isEnabled && !isQuiet)).toBe(true);
        for (const item of plan.items) {
          const { kind, target: who, about, quorum } = item;
          if (quorum === 0) expectToBeAlone(item, policy, context);
          alone +=
            quorum === 0 && policy.contain.kinds[kind].aloneUpTo < WHATEVER_IT_TOUCHES ? 1 : 0;
          acts += kind.endsWith("block") ? 0 : 1;
          blocks += kind.endsWith("block") ? 1 : 0;
          const rules = policy.contain.kinds[kind];
          expect(isAtLeast(severity, rules.fromSeverity)).toBe(true);
          expect(refusalOf(kind, who, policy, at)).toBeUndefined();
          expect(who.id).not.toMatch(/^$|\*/);
          const isDevice = ["host", "file"].includes(String(containmentKinds[kind].takes));
          const isAccount = containmentKinds[kind].takes === "account";
          expect(isNamed(who, isDevice ? protectedHosts : protectedAccounts)).toBe(false);
          const { servers, privilegedAccounts } = policy.protected;
          expect(isDevice && who.role === "domain-controller").toBe(false);
          expect(isDevice && who.roles!.some((tag) => /^(?:crown|dc)/i.test(tag))).toBe(false);
          const claimed = accounts.filter((one) => keyOf(one) === about);
          for (const { aadUserId } of claimed) expect([who.id, undefined]).toContain(aadUserId);
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
    expect(blocks).toBeGreaterThan(200);
    expect(alone).toBeGreaterThan(5);
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

import * as fc from "fast-check";
import { contextQuestionsOf } from "../../domain/context-questions";
import {
  CONTEXT_SOURCES,
  type ContextSourceName,
  contextSources,
} from "../../domain/context-source";
import type { Entity } from "../../domain/entity";
import { observablesOf } from "../../domain/observables";
import type { Policy } from "../../domain/policy";
import { readRawEntities } from "../../domain/sentinel-entity";
import { keyOf, labelOf } from "../../domain/signal";
import { samplePolicy } from "../support/sample-report";

const asking = (asked: readonly ContextSourceName[], maxPerIncident = 50): Policy => ({
  ...samplePolicy,
  lookUps: { ...samplePolicy.lookUps, maxPerIncident },
  context: Object.fromEntries(
    CONTEXT_SOURCES.map((name) => [name, { isAsked: asked.includes(name) }]),
  ) as Policy["context"],
});

const accounts = (count: number): Entity[] =>
  Array.from({ length: count }, (_, index) => ({ kind: "Account", label: `user${index}` }));

describe("contextQuestionsOf()", () => {
  it("asks every source of the policy about what it takes, in one batch", () => {
    const host: Entity = { kind: "Host", label: "srv-01" };
    const { questions } = contextQuestionsOf(
      [...accounts(2), host],
      asking(["sign-ins", "windows-events", "firewall-traffic"]),
    );

    expect(questions).toEqual([
      { source: "sign-ins", entities: accounts(2) },
      { source: "windows-events", entities: [...accounts(2), host] },
    ]);
  });

  it("asks no source that the policy of an older version does not have", () => {
    const { splunk: _, ...context } = asking(["account", "splunk"]).context;
    const older = { ...asking([]), context: context as Policy["context"] };

    expect(contextQuestionsOf(accounts(1), older).questions).toEqual([
      { source: "account", entities: accounts(1) },
    ]);
  });

  it("splits what is more than a source takes at once", () => {
    const { questions } = contextQuestionsOf(accounts(3), asking(["account"]));

    expect(questions.map(({ entities }) => entities.length)).toEqual([1, 1, 1]);
  });

  it("names and counts what is over the limit", () => {
    const { questions, leftOut, notLookedAt } = contextQuestionsOf(
      accounts(14),
      asking(["sign-ins"], 3),
    );

    expect(questions[0]!.entities).toHaveLength(3);
    expect(notLookedAt).toBe(11);
    expect(leftOut).toEqual([
      {
        value: expect.stringMatching(/^user3, .*user12 and 1 more…$/),
        reason: "The policy asks our own systems about 3 of a kind for one incident",
      },
    ]);
  });

  it("names accounts that the policy asks nobody about", () => {
    expect(contextQuestionsOf(accounts(1), asking([])).leftOut).toEqual([
      { value: "user0", reason: "The policy asks no source about entities of this kind" },
    ]);
  });

  it("makes no more questions than each source's batches", () => {
    const kinds = fc.constantFrom<Entity>(
      { kind: "Account", label: "a" },
      { kind: "Host", label: "h" },
      { kind: "Ip", address: "203.0.113.7" },
      { kind: "DnsResolution", domainName: "bad.zz" },
    );
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 60 }), (entities) => {
        const { questions } = contextQuestionsOf(entities, asking(CONTEXT_SOURCES));
        for (const name of CONTEXT_SOURCES) {
          const { takes, batch } = contextSources[name];
          const taken = entities.filter(({ kind }) => takes.includes(kind));
          const asked = questions.filter(({ source }) => source === name);
          expect(asked).toHaveLength(Math.ceil(taken.length / batch));
          expect(asked.flatMap((one) => one.entities)).toHaveLength(taken.length);
        }
      }),
    );
  });
});

const guid = "99999999-9999-9999-9999-999999999999";
const raw: readonly (readonly [kind: string, object])[] = [
  ["account", { Name: "alex", UPNSuffix: "contoso.zz" }],
  ["host", { HostName: "srv-01" }],
  ["ip", { Address: "45.83.64.10" }],
  ["ip", { Address: "10.0.0.4" }],
  ["ip", { Address: "n/a" }],
  ["url", { Url: "https://bad.zz/x" }],
  ["url", { Url: "javascript:alert(1)" }],
  ["dns", { DomainName: "bad.zz" }],
  ["file", { Name: "a.exe" }],
  ["filehash", { Algorithm: "SHA256AC", Value: "ab".repeat(32) }],
  ["filehash", { Algorithm: "SHA256", Value: "ab".repeat(32) }],
  ["process", { CommandLine: "evil.exe -x" }],
  ["azure-resource", { ResourceId: `/subscriptions/${guid}/resourceGroups/rg` }],
  ["azure-resource", { ResourceId: "arn:aws:s3:::payroll" }],
  ["cloud-application", { Name: "Dropbox" }],
  ["mail-message", { Subject: "Invoice", Recipient: "kim@contoso.zz" }],
  ["mailbox", { MailboxPrimaryAddress: "sam@contoso.zz" }],
  ["mail-cluster", { Query: "subject:x" }],
  ["SubmissionMail", { Subject: "Reported" }],
  ["registry-key", { Key: "SOFTWARE\\Run" }],
  ["registry-value", { Name: "Updater" }],
  ["malware", { Name: "Emotet" }],
  ["security-group", { DistinguishedName: "CN=Admins" }],
  ["iotdevice", { DeviceName: "plc-7" }],
  ["host-logon-session", { SessionId: "0x3e7" }],
  ["nic", { MacAddress: "00-11" }],
  ["something-new", { Name: "thing" }],
];

describe("every kind of entity that Sentinel sends", () => {
  const policies: readonly (readonly [string, Policy])[] = [
    ["all sources are asked", asking(CONTEXT_SOURCES)],
    ["no source is asked", asking([])],
    ["one of a kind is asked about", asking(CONTEXT_SOURCES, 1)],
  ];

  describe.each(policies)("where %s", (_, policy) => {
    const entities = readRawEntities(raw.map(([Type, members]) => ({ Type, ...members })));
    const { observables, leftOut } = observablesOf(entities, policy);
    const ofContext = contextQuestionsOf(entities, policy);
    const lookedAt = new Set([
      ...observables.map(({ kind, value }) => `${kind}:${value}`),
      ...ofContext.questions.flatMap((question) => question.entities.map(keyOf)),
    ]);
    const stated = [...leftOut, ...ofContext.leftOut].map(({ value }) => value).join("\n");

    it("is read from the samples of this test", () => {
      expect(entities.length).toBeGreaterThanOrEqual(raw.length);
    });

    it.each(entities.map((entity) => [`${entity.kind} ${labelOf(entity)}`, entity] as const))(
      "is looked at or stated as not looked at: %s",
      (_name, entity) => {
        expect(lookedAt.has(keyOf(entity)) || stated.includes(labelOf(entity))).toBe(true);
      },
    );
  });
});

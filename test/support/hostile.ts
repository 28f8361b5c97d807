import * as fc from "fast-check";
import type { PlannedContainment } from "../../domain/containment";
import { CONTAINMENT_KINDS } from "../../domain/containment-kind";
import type { Entity } from "../../domain/entity";
import type { Report, StepReport } from "../../domain/report/report";
import type { Signal } from "../../domain/signal";
import { VERDICTS } from "../../domain/reputation";
import { reputation, sampleReport } from "./sample-report";

const payloads = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "</li></ul></table><h1>",
  '"><a href="https://evil.zz">click</a>',
  "[click](https://evil.zz)",
  "![x](https://evil.zz/p.png)",
  "[.](https://evil.zz)",
  "[[.].](https://evil.zz)",
  "<at>Everyone</at>",
  "**bold** _it_ `code`",
  "&lt;at&gt;&#91;x&#93;",
  "{{DATE(2017-02-14T06:08:39Z)}} ${x}",
  "[code]<b>x</b>[/code]",
  "\u202Egnp.exe\u200B\u0000\u001B[31m",
  "https://evil.zz/a?b=1#c",
  "hxxps://evil[.]zz",
  "\uD800 half",
  "evil.zz 45.83.64.10 10.0.0.1",
  "line\nbreak\r\n- list\n# head",
  "&".repeat(400),
  "'\"<>&".repeat(200),
  "a.".repeat(300),
];

/** Text that an attacker would choose, alone or with other text around it. */
export const hostileText = fc.oneof(
  fc.constantFrom(...payloads),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.array(fc.constantFrom(...payloads), { maxLength: 4 }).map((parts) => parts.join(" ")),
  fc.string({
    unit: fc.constantFrom(..."[](){}<>&*_`.:/\\#-@|~!hxtp1a\n".split("")),
    maxLength: 60,
  }),
);

/** Any list of entities with hostile values. */
export const hostileEntities: fc.Arbitrary<Entity[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("Ip" as const),
      address: fc.oneof(hostileText, fc.ipV4(), fc.ipV6()),
    }),
    fc.record({ kind: fc.constant("Url" as const), url: fc.oneof(hostileText, fc.webUrl()) }),
    fc.record({
      kind: fc.constant("DnsResolution" as const),
      domainName: fc.oneof(hostileText, fc.domain()),
    }),
    fc.record({
      kind: fc.constant("FileHash" as const),
      algorithm: fc.constant("MD5" as const),
      value: fc.oneof(
        hostileText,
        fc.string({
          unit: fc.constantFrom(..."0123456789abcdefAB".split("")),
          minLength: 32,
          maxLength: 64,
        }),
      ),
    }),
    fc.record({ kind: fc.constant("Account" as const), label: hostileText }),
    fc.record({ kind: fc.constant("Host" as const), label: hostileText }),
    fc.record({ kind: fc.constant("Other" as const), type: hostileText, label: hostileText }),
  ),
  { maxLength: 40 },
);

const verdict = fc.constantFrom(...VERDICTS);
const observable = fc.record({
  kind: fc.constantFrom("address" as const, "domain" as const, "url" as const),
  value: hostileText,
});
const many = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.array(one, { maxLength: 4 }),
    // A few generated items, repeated until no rendering could hold them all.
    fc
      .tuple(fc.array(one, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 120 }))
      .map(([items, times]) => Array.from({ length: times }, () => items).flat()),
  );
const step: fc.Arbitrary<StepReport> = fc.record({
  what: hostileText,
  state: fc.constantFrom("done", "failed", "skipped", "maybe"),
  detail: hostileText,
});
const assessedHostile = fc
  .record({
    observable,
    verdict,
    source: hostileText,
    evidence: hostileText,
    reportUrl: hostileText,
  })
  .map(({ observable: one, verdict: v, ...more }) => ({
    observable: one,
    verdict: v,
    reputations: [reputation(v, one, more)],
  }));

const kind = fc.constantFrom(...CONTAINMENT_KINDS);
const plannedHostile: fc.Arbitrary<PlannedContainment> = fc.record({
  id: hostileText,
  kind,
  target: fc.record({
    id: hostileText,
    label: hostileText,
    names: fc.array(hostileText, { maxLength: 3 }),
  }),
  reason: hostileText,
  lifetimeHours: fc.nat(),
  blastRadius: fc.array(hostileText, { maxLength: 3 }),
  quorum: fc.nat({ max: 5 }),
  askedBecause: hostileText,
});

/** Any report in which every text is hostile and every list may be long. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    title: hostileText,
    url: fc.oneof(
      hostileText,
      hostileText.map((text) => `https://portal.azure.com/#${text}`),
    ),
    runId: hostileText,
    verdict,
    reasons: many(hostileText),
    observables: many(assessedHostile),
    gaps: many(
      fc.record({
        question: hostileText,
        failure: fc.record({
          kind: fc.constant("permanent" as const),
          vendor: hostileText,
          message: hostileText,
        }),
      }),
    ),
    context: many(
      fc.record({
        source: hostileText,
        about: hostileText,
        label: hostileText,
        state: fc.constantFrom(
          "found" as const,
          "none" as const,
          "partial" as const,
          "not-collected" as const,
        ),
        facts: fc.array(hostileText, { maxLength: 8 }),
        signals: fc.constant<Signal[]>([]),
        note: hostileText,
      }),
    ),
    items: many(plannedHostile),
    refused: many(
      fc.record({
        kind,
        label: hostileText,
        reason: hostileText,
        needsHuman: fc.boolean(),
      }),
    ),
    leftOut: many(fc.record({ value: hostileText, reason: hostileText })),
    steps: many(step),
    notes: many(hostileText),
    ticketNumber: hostileText,
    ticketUrl: hostileText,
  })
  .map(({ title, url, runId, verdict: v, reasons, observables, gaps, items, refused, ...rest }) => {
    const { context, leftOut, steps, notes, ticketNumber, ticketUrl } = rest;
    const base = sampleReport();
    return sampleReport({
      runId,
      incident: { ...base.incident, title, description: title, url },
      assessment: { verdict: v, reasons, observables, gaps, gapsCouldChangeIt: true },
      plan: { items, refused },
      ticket: {
        system: "servicenow",
        key: "k",
        id: "i",
        number: ticketNumber,
        url: ticketUrl,
        isNew: true,
      },
      context,
      leftOut,
      steps,
      notes,
    });
  });

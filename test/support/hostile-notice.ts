import * as fc from "fast-check";
import { SEVERITIES } from "../../domain/incident";
import type { Notice } from "../../domain/notice";
import { hostileText } from "./hostile";

const huge = fc.constantFrom(
  "日本語".repeat(7_000),
  '"'.repeat(30_000),
  "<!channel> ".repeat(5_000),
);
const text = fc.oneof({ weight: 8, arbitrary: hostileText }, { weight: 1, arbitrary: huge });
const many = <T>(one: fc.Arbitrary<T>) =>
  fc
    .tuple(fc.array(one, { maxLength: 5 }), fc.constantFrom(1, 1, 1, 40))
    .map(([items, times]) => Array.from({ length: times }, () => items).flat());

/** Any notice at all: every text hostile, every list empty or far too long. */
export const hostileNotice: fc.Arbitrary<Notice> = fc.record({
  ref: text,
  title: text,
  severity: fc.constantFrom(...SEVERITIES),
  summary: text,
  facts: many(
    fc
      .record({ title: text, value: text, isReference: fc.boolean() })
      .map(({ isReference, ...fact }) => (isReference ? { ...fact, isReference: true } : fact)),
  ),
  sections: many(fc.record({ title: text, items: many(text) })),
  links: many(
    fc.record({
      title: text,
      url: fc.oneof(
        text,
        fc.webUrl(),
        text.map((path) => `https://example.com/${path}`),
        fc.constant(`https://example.com/${"x".repeat(2_000)}`),
      ),
    }),
  ),
  buttons: many(
    fc.record({
      action: fc.oneof(fc.constantFrom("acknowledge", "approve-block"), text),
      title: text,
      value: text,
    }),
  ),
});

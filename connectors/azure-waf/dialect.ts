import type { z } from "zod";
import type { kinds } from "./kinds";

/** What every policy has, whatever it is called in it. */
export interface AnyPolicy {
  etag?: string | null | undefined;
  properties: { provisioningState: string; [member: string]: unknown };
  [member: string]: unknown;
}

export interface AnyRule {
  name?: string | null | undefined;
  priority: number;
}

/** How one of the two firewalls says the same. */
export interface Dialect<P extends AnyPolicy, R extends AnyRule> {
  kind: keyof typeof kinds;
  type: string;
  version: string;
  /** What people call a policy of it, and the setting that names ours. */
  title: string;
  setting: string;
  takesIpv6: boolean;
  schema: z.ZodType<P>;
  rulesOf(policy: P): R[];
  withRules(policy: P, rules: R[]): P;
  /** The addresses of a rule of ours. */
  entriesOf(rule: R): string[];
  /** The same rule with other addresses. */
  withEntries(rule: R, entries: string[]): R;
  /** A rule that blocks addresses. */
  blocking(name: string, priority: number, entries: string[]): R;
  /** Whether a rule of ours still blocks its addresses and nothing else. */
  isBlocking(rule: R): boolean;
  /** Whether the policy blocks at all: it may only detect, or be off. */
  isPreventing(policy: P): boolean;
  /** Members of its properties that only Azure writes. */
  readOnly: readonly string[];
}

const is = (text: string | null | undefined, word: string, usual: string): boolean =>
  (text ?? usual).toLowerCase() === word;
export const isEnabled = (text: string | null | undefined): boolean =>
  is(text, "enabled", "enabled");
export const isPrevention = (text: string | null | undefined): boolean =>
  is(text, "prevention", "detection");
export const isBlock = (text: string): boolean => is(text, "block", "");
export const isIpMatch = (text: string): boolean => is(text, "ipmatch", "");

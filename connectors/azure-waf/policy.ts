import { ConnectorError } from "../connector-error";
import { type Priorities, freePriority } from "../priorities";
import type { AnyPolicy, AnyRule, Dialect } from "./dialect";

export const vendor = "azure-waf";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits */
export const maxRules = 100;
const maxEntries = 600;

export const permanent = (message: string): ConnectorError =>
  new ConnectorError(vendor, "permanent", message);

/** The rules of a policy with ours as `entries` say: made, changed, or gone when there are none. */
export function rulesWith<P extends AnyPolicy, R extends AnyRule>(
  dialect: Dialect<P, R>,
  policy: P,
  { name, label, entries }: { name: string; label: string; entries: string[] },
  priorities: Priorities,
): R[] {
  const rules = dialect.rulesOf(policy);
  const ours = rules.find((rule) => rule.name === name);
  if (entries.length === 0) return rules.filter((rule) => rule !== ours);
  if (ours) {
    if (entries.length > maxEntries && entries.length > dialect.entriesOf(ours).length) {
      throw permanent(
        `${label} takes ${maxEntries} addresses in a rule, and ours has so many: take out what is not needed`,
      );
    }
    const next = dialect.withEntries(ours, entries);
    return rules.map((rule) => (rule === ours ? next : rule));
  }
  if (rules.length >= maxRules) {
    throw permanent(`${label} has ${maxRules} rules, and takes no more: delete what is not needed`);
  }
  const priority = freePriority(
    priorities,
    rules.map((rule) => rule.priority),
  );
  if (priority !== undefined) return [...rules, dialect.blocking(name, priority, entries)];
  throw permanent(
    `${label} has no free priority from ${priorities.from} to ${priorities.to}: free one, or widen AZURE_WAF_PRIORITIES to where nothing before lets the address in`,
  );
}

/** A policy as it is sent: without what only Azure writes. */
export function sendable<P extends AnyPolicy, R extends AnyRule>(
  dialect: Dialect<P, R>,
  policy: P,
  rules: R[],
): object {
  const { properties, ...rest } = dialect.withRules(policy, rules);
  const sent = Object.entries(properties).filter(([member]) => !dialect.readOnly.includes(member));
  return { ...rest, properties: Object.fromEntries(sent) };
}

import { isIP } from "node:net";
import { type Answer, isRecord } from "../simulator";
import { armError } from "./refusal";
import type { ResourceType } from "./resource";

const maxRules = 100;
const maxEntries = 600;

/** Where each of the two has what both have. */
interface Words {
  rules(properties: Record<string, unknown>): unknown;
  values: string;
  /** Members without which it is refused. */
  required: readonly string[];
  readOnly: readonly string[];
  code: string;
}

const gatewayWords: Words = {
  rules: ({ customRules }) => customRules ?? [],
  values: "matchValues",
  required: ["managedRules"],
  readOnly: ["applicationGateways", "httpListeners", "pathBasedRules", "resourceState"],
  code: "ApplicationGatewayWebApplicationFirewallPolicyInvalid",
};

const frontDoorWords: Words = {
  rules: ({ customRules }) => (isRecord(customRules) ? (customRules["rules"] ?? []) : []),
  values: "matchValue",
  required: [],
  readOnly: ["frontendEndpointLinks", "routingRuleLinks", "securityPolicyLinks", "resourceState"],
  code: "BadRequest",
};

const policyType = (type: string, versions: string[], words: Words): ResourceType => ({
  type,
  versions,
  hasEtag: true,
  put({ location, tags, sku, properties }, before) {
    const problem = problemOf(properties, words);
    if (problem !== undefined) return { refusal: refusalOf(words, problem) };
    const { provisioningState: _, ...kept } = properties;
    for (const member of words.readOnly) {
      const value = before?.properties[member];
      if (value === undefined) delete kept[member];
      else kept[member] = value;
    }
    return {
      body: {
        ...(location && { location }),
        ...(tags && { tags }),
        ...(sku !== undefined && { sku }),
        properties: kept,
      },
    };
  },
});

// The words of these refusals are ours; their status is Azure's.
const refusalOf = ({ code }: Words, why: string): Answer => armError(400, code, why);

function problemOf(properties: Record<string, unknown>, words: Words): string | undefined {
  const missing = words.required.find((member) => properties[member] === undefined);
  if (missing) return `The policy needs ${missing}.`;
  const rules = words.rules(properties);
  if (!Array.isArray(rules) || !rules.every(isRecord)) return "The custom rules are no list.";
  if (rules.length > maxRules) return `The policy has more than ${maxRules} custom rules.`;
  for (const member of ["name", "priority"]) {
    const all = rules.map((rule) => rule[member]);
    if (new Set(all).size < all.length) return `Two custom rules have the same ${member}.`;
  }
  for (const rule of rules) {
    const problem = problemOfRule(rule, words.values);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfRule(rule: Record<string, unknown>, values: string): string | undefined {
  const { name, priority, ruleType, action, matchConditions } = rule;
  if (!/^[a-z][a-z0-9]{0,127}$/i.test(String(name))) return "A custom rule has an invalid name.";
  const where = `Custom rule ${String(name)}`;
  if (!Number.isInteger(priority) || Number(priority) < 1) return `${where} has no priority.`;
  if (typeof ruleType !== "string" || typeof action !== "string") return `${where} is not whole.`;
  if (!Array.isArray(matchConditions) || matchConditions.length === 0) {
    return `${where} has no match condition.`;
  }
  for (const condition of matchConditions as unknown[]) {
    const list = isRecord(condition) ? condition[values] : undefined;
    if (!Array.isArray(list) || list.length === 0) return `${where} has no ${values}.`;
    if ((condition as Record<string, unknown>)["operator"] !== "IPMatch") continue;
    if (list.length > maxEntries) return `${where} has more than ${maxEntries} addresses.`;
    const wrong = list.find((entry) => isIP(String(entry).split("/")[0]!) === 0);
    if (wrong !== undefined) return `${where} has an invalid address: ${String(wrong)}.`;
  }
  return undefined;
}

/** https://learn.microsoft.com/rest/api/application-gateway/web-application-firewall-policies */
export const gatewayPolicy = policyType(
  "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
  ["2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2025-05-01"],
  gatewayWords,
);

/** https://learn.microsoft.com/rest/api/frontdoorservice/webapplicationfirewall/policies */
export const frontDoorPolicy = policyType(
  "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
  ["2020-11-01", "2021-06-01", "2022-05-01", "2024-02-01"],
  frontDoorWords,
);

import { isIPv4, isIPv6 } from "node:net";
import { type Answer, type Routes, type SimulatedRequest, isRecord } from "../simulator";
import type { Arm } from "./arm";
import { armError, membersOf, notFound } from "./refusal";
import { type Resource, type ResourceType, etagOf, provisioningOf } from "./resource";
import { pathOf, routesOf } from "./resources";

interface Rule {
  name: string;
  properties: Record<string, unknown>;
}

const maxRules = 1_000;
const maxPrefixes = 4_000;

const rulesOf = ({ properties }: Resource): Rule[] => properties["securityRules"] as Rule[];

/** https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups */
const securityGroup: ResourceType = {
  type: "Microsoft.Network/networkSecurityGroups",
  versions: ["2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2025-05-01"],
  hasEtag: true,
  shown(resource, now) {
    const { location, tags, properties } = resource;
    const securityRules = rulesOf(resource).map((rule) => ruleAnswer(resource, rule, now));
    return {
      ...(location && { location }),
      ...(tags && { tags }),
      properties: { ...properties, securityRules },
    };
  },
};

const type = `${securityGroup.type}/securityRules`;

// The etag of a rule is that of its group.
const ruleAnswer = (resource: Resource, { name, properties }: Rule, now: number): object => ({
  name,
  id: `${resource.id}/securityRules/${name}`,
  etag: etagOf(resource),
  type,
  properties: {
    ...properties,
    provisioningState: resource.update?.what === name ? provisioningOf(resource, now) : "Succeeded",
  },
});

/** Security groups, and their rules: https://learn.microsoft.com/rest/api/virtualnetwork/security-rules */
export function securityGroups(arm: Arm): Routes {
  const path = `${pathOf(securityGroup.type)}/securityRules/{rule}`;

  function change(
    request: SimulatedRequest,
    act: (group: Resource, before: Rule | undefined) => Answer,
  ): Answer {
    const group = arm.find(groupPath(request));
    if (!group) return notFound(securityGroup.type, request.path);
    const name = request.params["rule"]!.toLowerCase();
    const before = rulesOf(group).find((rule) => rule.name.toLowerCase() === name);
    return arm.refusalOf(securityGroup, request, group) ?? act(group, before);
  }

  const saved = (group: Resource, securityRules: Rule[], what: string): Resource =>
    arm.save({ ...group, properties: { ...group.properties, securityRules } }, what);

  const put = (request: SimulatedRequest): Answer =>
    change(request, (group, before) => {
      const read = membersOf(request);
      if ("refusal" in read) return read.refusal;
      const given = isRecord(read.members["properties"]) ? read.members["properties"] : {};
      const rule = { name: before?.name ?? request.params["rule"]!, properties: normal(given) };
      const others = rulesOf(group).filter((one) => one !== before);
      const problem = problemOf(rule, others);
      if (problem) return problem;
      const after = saved(
        group,
        before ? rulesOf(group).map((one) => (one === before ? rule : one)) : [...others, rule],
        rule.name,
      );
      const { properties, ...answer } = ruleAnswer(after, rule, arm.world.now()) as Rule;
      return {
        status: before ? 200 : 201,
        headers: arm.following(after),
        body: { ...answer, properties: { ...properties, provisioningState: "Updating" } },
      };
    });

  const remove = (request: SimulatedRequest): Answer =>
    change(request, (group, before) => {
      if (!before) return { status: 204 };
      const others = rulesOf(group).filter((one) => one !== before);
      return { status: 202, headers: arm.following(saved(group, others, before.name)) };
    });

  return {
    ...routesOf(arm, securityGroup),
    [`PUT ${path}`]: arm.behind(securityGroup, `${type}/write`, true, put),
    [`DELETE ${path}`]: arm.behind(securityGroup, `${type}/delete`, true, remove),
  };
}

const groupPath = ({ path }: SimulatedRequest): string => path.split("/").slice(0, 9).join("/");

/** A list of one comes back as the singular. */
function normal(given: Record<string, unknown>): Record<string, unknown> {
  const rule = { ...given };
  delete rule["provisioningState"];
  for (const side of ["source", "destination"]) {
    const list = rule[`${side}AddressPrefixes`];
    if (!Array.isArray(list)) rule[`${side}AddressPrefixes`] = [];
    if (Array.isArray(list) && list.length === 1 && rule[`${side}AddressPrefix`] === undefined) {
      rule[`${side}AddressPrefix`] = list[0];
      rule[`${side}AddressPrefixes`] = [];
    }
  }
  return rule;
}

const prefixesOf = ({ properties }: Rule): unknown[] =>
  ["source", "destination"].flatMap((side) => [
    ...(properties[`${side}AddressPrefixes`] as unknown[]),
    ...(properties[`${side}AddressPrefix`] === undefined
      ? []
      : [properties[`${side}AddressPrefix`]]),
  ]);

const oneOf =
  (...words: string[]) =>
  (value: unknown) =>
    words.some((word) => word === String(value).toLowerCase());
const members: Record<string, (value: unknown) => boolean> = {
  direction: oneOf("inbound", "outbound"),
  access: oneOf("allow", "deny"),
  protocol: oneOf("*", "tcp", "udp", "icmp", "esp", "ah"),
  priority: (value) => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 4_096,
  description: (value) => value === undefined || (typeof value === "string" && value.length <= 140),
};

// The words of these refusals are ours; codes and status are Azure's.
function problemOf(rule: Rule, others: Rule[]): Answer | undefined {
  const { name, properties } = rule;
  const invalid = (code: string, why: string): Answer =>
    armError(400, code, `Security rule ${name} ${why}`);
  const wrong = Object.keys(members).find((member) => !members[member]!(properties[member]));
  if (wrong) return invalid("SecurityRuleInvalidProperty", `has an invalid ${wrong}.`);
  for (const side of ["source", "destination"]) {
    const hasOne = properties[`${side}AddressPrefix`] !== undefined;
    const hasList = (properties[`${side}AddressPrefixes`] as unknown[]).length > 0;
    if (hasOne === hasList) {
      return invalid(
        "SecurityRuleInvalidAddressPrefix",
        `needs either ${side}AddressPrefix or -Prefixes.`,
      );
    }
  }
  const families = new Set(prefixesOf(rule).map(familyOf));
  if (families.has("none"))
    return invalid("SecurityRuleInvalidAddressPrefix", "has an invalid address prefix.");
  if (families.has("4") && families.has("6")) {
    return invalid("SecurityRuleAddressFamilyMismatch", "has address prefixes of both families.");
  }
  const rival = others.find(
    (other) =>
      other.properties["priority"] === properties["priority"] &&
      String(other.properties["direction"]).toLowerCase() ===
        String(properties["direction"]).toLowerCase(),
  );
  if (rival) {
    return invalid(
      "SecurityRuleConflict",
      `conflicts with rule ${rival.name}. Rules cannot have the same Priority and Direction.`,
    );
  }
  const prefixes = [rule, ...others].flatMap(prefixesOf).length;
  if (others.length < maxRules && prefixes <= maxPrefixes * 2) return undefined;
  return invalid("SecurityRulesLimitReached", "is one too many.");
}

function familyOf(prefix: unknown): "4" | "6" | "any" | "none" {
  const [address = "", length = "0", ...more] = String(prefix).split("/");
  if (more.length > 0 || !/^\d{1,3}$/.test(length)) return "none";
  if (isIPv4(address)) return Number(length) <= 32 ? "4" : "none";
  if (isIPv6(address)) return Number(length) <= 128 ? "6" : "none";
  return /^(?:\*|[a-z][\w.]*)$/i.test(address) ? "any" : "none";
}

import type { Mark } from "../../domain/containing";
import { ifMatch } from "../arm";
import type { ArmResource } from "../arm-resource";
import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { type Priorities, freePriority } from "../priorities";
import { type Direction, denying, ruleOf, withPrefixes } from "./rule";
import type { Group } from "./schema";

export const vendor = "azure-nsg";
export const query = { "api-version": "2025-05-01" };
export const maxRules = 1_000;
const tries = 3;

export const labelOf = ({ name }: ArmResource): string => `network security group ${name}`;

interface Place {
  group: ArmResource;
  direction: Direction;
  priorities: Priorities;
}

interface Change {
  /** The group as it was read. */
  found: Group;
  name: string;
  /** The addresses of our rule from now on; with none it is deleted. */
  next: string[];
  mark: Mark;
}

/** Makes our rule, changes or deletes it, where it is there on condition that it is as it was read. */
export async function writeRule(arm: Http, place: Place, change: Change): Promise<void> {
  const { found, name, next, mark } = change;
  const ours = ruleOf(found, name);
  const request = {
    path: `${place.group.path}/securityRules/${name}`,
    label: `rule ${name} of ${labelOf(place.group)}`,
    query,
    ...ifMatch(ours?.etag),
  };
  if (next.length === 0) return arm.send({ method: "DELETE", ...request });
  const description = `Durable Response ${mark.text}`;
  const put = (properties: object): Promise<void> =>
    arm.send({ method: "PUT", ...request, body: { properties } });
  if (ours) return put(withPrefixes(ours, place.direction, next, description));
  const rule = denying(place.direction, next, description);
  const refused: number[] = [];
  for (;;) {
    const priority = priorityIn(place, found, refused);
    try {
      return await put({ ...rule, priority });
    } catch (error) {
      if (!isTaken(error) || refused.length === tries) throw error;
      refused.push(priority);
    }
  }
}

/** The first priority of ours that no rule of the same direction has. */
function priorityIn(
  { group, direction, priorities }: Place,
  found: Group,
  refused: number[],
): number {
  const { securityRules: rules } = found.properties;
  if (rules.length >= maxRules) {
    throw noRoom(group, `it has ${maxRules} rules, and takes no more: delete what is not needed`);
  }
  const taken = rules
    .filter(({ properties }) => properties.direction.toLowerCase() === direction.toLowerCase())
    .map(({ properties }) => properties.priority);
  const free = freePriority(priorities, [...taken, ...refused]);
  if (free !== undefined) return free;
  const range = `${priorities.from} to ${priorities.to}`;
  throw noRoom(
    group,
    `every priority from ${range} is taken: free one, or widen AZURE_NSG_PRIORITIES to where nothing before lets the address in`,
  );
}

export const noRoom = (group: ArmResource, why: string): ConnectorError =>
  new ConnectorError(vendor, "permanent", `${labelOf(group)} got no rule of ours, ${why}`);

/** Whether Azure said that a rule with this priority is there: somebody was faster. */
const isTaken = (error: unknown): boolean =>
  error instanceof ConnectorError && error.status === 400 && error.kind === "transient";

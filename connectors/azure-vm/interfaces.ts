import { z } from "zod";
import type { Json } from "../../domain/json";
import type { ArmResource } from "../arm-resource";
import { ownDigits } from "../own-name";
import type { Interface } from "./schema";

/** Names, on an interface that we isolated, what it had before: twelve digits of its id. */
const formerTag = "soar-former-group";
const doerTag = "soar-by";

export const groupOf = ({ properties }: Interface): string | null =>
  properties.networkSecurityGroup?.id ?? null;
const keyOf = (id: string | null): string | null => id?.toLowerCase() ?? null;
const digitsOf = (id: string | null): string => ownDigits(keyOf(id) ?? "");

const isTagged = ({ tags }: Interface): boolean => tags?.[formerTag] !== undefined;

/**
 * - own: we have not touched it, or have left it as it was.
 * - isolated: it has the isolation group.
 * - returned: it has what it had before, and still bears our tag.
 * - changed: somebody gave it another group while ours was there.
 */
export type Place = "own" | "isolated" | "returned" | "changed";

export function placeOf(one: Interface, isolation: string): Place {
  if (keyOf(groupOf(one)) === isolation) return "isolated";
  if (!isTagged(one)) return "own";
  return one.tags?.[formerTag] === digitsOf(groupOf(one)) ? "returned" : "changed";
}

/**
 * The groups of all interfaces, as they are compared. While one still bears our tag, those of ours count
 * as isolated together: a machine that is half released is neither as before nor changed by others.
 */
export function stateOf(all: Interface[], isolation: string): Json {
  const isOurs = all.some(isTagged);
  return {
    interfaces: Object.fromEntries(
      all.map((one) => {
        const isIsolated = isOurs && placeOf(one, isolation) !== "changed";
        return [one.id.toLowerCase(), isIsolated ? isolation : keyOf(groupOf(one))];
      }),
    ),
  };
}

/** An interface as it was read, with the isolation group. */
export function isolated(one: Interface, isolation: ArmResource, by: string): object {
  const { tags } = one;
  const former =
    placeOf(one, isolation.key) === "returned" ? tags?.[formerTag] : digitsOf(groupOf(one));
  return withGroup(
    { ...one, tags: { ...tags, [formerTag]: former!, [doerTag]: by } },
    isolation.id,
  );
}

/** An interface as it was read, with a group or none; `isLast` takes our tags off. */
export function released(one: Interface, group: string | null, isLast: boolean): object {
  return withGroup(isLast ? withoutTags(one) : one, group);
}

export const cleaned = (one: Interface): object => withGroup(withoutTags(one), groupOf(one));

function withoutTags(one: Interface): Interface {
  const { [formerTag]: _former, [doerTag]: _doer, ...tags } = one.tags ?? {};
  const { tags: _tags, ...rest } = one;
  return Object.keys(tags).length > 0 ? { ...rest, tags } : rest;
}

function withGroup(one: Interface, id: string | null): object {
  const { networkSecurityGroup: _, ...properties } = one.properties;
  return {
    ...one,
    properties: { ...properties, ...(id !== null && { networkSecurityGroup: { id } }) },
  };
}

/** The group that an interface had before, null for none; undefined when it was not there then. */
export function formerOf(before: Json, { id }: Interface): string | null | undefined {
  const said = beforeSchema.safeParse(before).data;
  return said?.interfaces[id.toLowerCase()];
}

const beforeSchema = z.object({ interfaces: z.record(z.string(), z.string().nullable()) });

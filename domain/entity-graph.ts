import { type Members, membersOf, textIn } from "./members";

/** One entity object of a raw list, wherever it was defined. */
export interface FoundEntity {
  kind: string;
  members: Members;
  /** It is only part of another entity: no element of the list is it or refers to it. */
  isNested: boolean;
}

const maxDepth = 16;
const maxObjects = 20_000;

// Ours, or bags of anything: an address in there is not what the incident is about.
const notFollowed = new Set([
  "dnsserverip",
  "hostipaddress",
  "location",
  "threatintelligence",
  "additionaldata",
]);
const impliedKinds = new Map([["filehashes", "filehash"]]);

/**
 * All entity objects of a list in which `$ref` may point anywhere, forward, into another entity or
 * in a circle. Bounded: beyond 20,000 objects or 16 levels nothing is read.
 */
export function entitiesInGraph(list: readonly unknown[]): FoundEntity[] {
  const definitions = definitionsIn(list);
  const elements = new Set(list.slice(0, maxObjects).map((item) => resolve(item, definitions)));
  const seen = new Set<unknown>();
  const found: FoundEntity[] = [];

  function visit(value: unknown, depth: number, memberName: string): void {
    if (Array.isArray(value)) {
      if (depth < maxDepth) for (const item of value) visit(item, depth + 1, memberName);
      return;
    }
    const object = resolve(value, definitions);
    if (!isObject(object) || seen.has(object) || seen.size >= maxObjects) return;
    seen.add(object);
    const members = membersOf(object);
    const kind = kindOf(members) ?? impliedKinds.get(memberName);
    if (kind !== undefined) {
      const isNested = !elements.has(object);
      found.push({ kind, members: withPlaces(members, definitions), isNested });
    }
    if (depth >= maxDepth) return;
    for (const [name, member] of members) {
      if (isObject(member) && !notFollowed.has(name)) visit(member, depth + 1, name);
    }
  }

  for (const item of list.slice(0, maxObjects)) visit(item, 0, "");
  return found;
}

/** Where a thing of Kubernetes is: it has no name of its own without. */
const places = new Set(["namespace", "cluster", "cloudresource"]);

/** The same members, with the places of an entity in them where they were only referred to. */
function withPlaces(
  members: Members,
  definitions: ReadonlyMap<string, object>,
  depth = 0,
): Members {
  if (depth > places.size) return members;
  const all = [...members].map(([name, value]): [string, unknown] => {
    if (!places.has(name) || !isObject(value)) return [name, value];
    const place = withPlaces(membersOf(resolve(value, definitions)), definitions, depth + 1);
    return [name, Object.fromEntries(place)];
  });
  return new Map(all);
}

/** The kind of an entity in either vocabulary, as it is written; REST's `type` is no kind. */
export function kindOf(members: Members): string | undefined {
  const kind = textIn(members, "kind", "type");
  return kind?.includes("/") ? undefined : kind;
}

function definitionsIn(list: readonly unknown[]): Map<string, object> {
  const definitions = new Map<string, object>();
  const open = list
    .slice(0, maxObjects)
    .map((value) => ({ value, depth: 0 }))
    .toReversed();
  for (let objects = 0; objects < maxObjects; objects += 1) {
    const next = open.pop();
    if (!next) break;
    if (!isObject(next.value)) continue;
    const id = textIn(membersOf(next.value), "$id");
    if (id !== undefined && !definitions.has(id)) definitions.set(id, next.value);
    if (next.depth >= maxDepth) continue;
    for (const value of Object.values(next.value).slice(0, maxObjects)) {
      if (isObject(value)) open.push({ value, depth: next.depth + 1 });
    }
  }
  return definitions;
}

function resolve(value: unknown, definitions: ReadonlyMap<string, object>): unknown {
  const ref = isObject(value) ? textIn(membersOf(value), "$ref") : undefined;
  return ref === undefined ? value : definitions.get(ref);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

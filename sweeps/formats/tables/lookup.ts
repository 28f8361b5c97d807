import type { FieldValue } from "../../log-record";
import type { Value } from "../fields-record";

type JsonObject = Readonly<Record<string, unknown>>;

const DEEPEST = 16;
const MOST_ITEMS = 200;

/** A field by its dotted name, whichever of its dots are nesting and which are part of a key. Only own keys count. */
export function lookUp(object: JsonObject, name: string): Value | undefined {
  return plain(find(object, name, 0));
}

function find(object: JsonObject, name: string, depth: number): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  if (depth >= DEEPEST) return undefined;
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    const head = name.slice(0, dot);
    const inner = Object.hasOwn(object, head) ? object[head] : undefined;
    if (typeof inner !== "object" || inner === null) continue;
    const rest = name.slice(dot + 1);
    const found = Array.isArray(inner)
      ? ofItems(inner, rest, depth)
      : find(inner as JsonObject, rest, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofItems(items: readonly unknown[], name: string, depth: number): unknown {
  const found = items
    .slice(0, MOST_ITEMS)
    .map((item) =>
      typeof item === "object" && item !== null && !Array.isArray(item)
        ? find(item as JsonObject, name, depth + 1)
        : undefined,
    )
    .filter((value) => value !== undefined);
  return found.length > 0 ? found.flat() : undefined;
}

function plain(value: unknown): Value | undefined {
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).filter(isPlain);
  return isPlain(value) ? value : undefined;
}

const isPlain = (value: unknown): value is FieldValue =>
  value === null ||
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "boolean";

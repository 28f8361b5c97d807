import { isRecord } from "../simulator";

/** The texts at a path of names; through a list they are those of each of its entries. */
export function valuesAt(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path));
  if (path === "") return isScalar(value) ? [String(value)] : [];
  if (!isRecord(value)) return [];
  const [name = "", ...rest] = path.split(".");
  return name in value ? valuesAt(value[name], rest.join(".")) : [];
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

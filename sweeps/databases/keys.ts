import type { ColumnType } from "./driver";

/** Compares two texts of a first key as their database does; both are of one column. */
export function compareKeys(type: ColumnType, one: string, other: string): number {
  if (type === "integer") {
    const [a, b] = [BigInt(one), BigInt(other)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A time's text, so many milliseconds earlier, in the same form; its zone stays as it is written. */
export function earlier(time: string, milliseconds: number): string {
  const [, head = "", tail = ""] =
    /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?)(.*)$/.exec(time) ?? [];
  const naive = Date.parse(`${head.slice(0, 23).replace(" ", "T")}Z`);
  if (Number.isNaN(naive)) throw new Error(`A key of times holds "${time}", which is no time`);
  const text = new Date(naive - milliseconds).toISOString().replace("Z", "");
  return `${head.includes("T") ? text : text.replace("T", " ")}${tail}`;
}

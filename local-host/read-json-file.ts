import { readFileSync } from "node:fs";
import { parseJsonWithComments } from "./json-with-comments";

/** An object of a JSON file, whose values are not looked at yet. */
export type JsonObject = Record<string, unknown>;

/** The object in a JSON file; undefined when there is no such file. */
export function readJsonFile(path: string): JsonObject | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`Cannot read "${path}": ${(cause as Error).message}`, { cause });
  }
  let value: unknown;
  try {
    value = parseJsonWithComments(text);
  } catch (cause) {
    throw new Error(`Cannot read "${path}": ${(cause as Error).message}`, { cause });
  }
  if (isObject(value)) return value;
  throw new Error(`Cannot read "${path}": expected an object`);
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

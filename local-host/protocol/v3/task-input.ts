import type { TypedData } from "../../worker/worker";
import type { TaskInput } from "../protocol";
import { parseJson } from "./json-record";

/**
 * What the handler of an activity gets for an action's `input`: texts are encoded once by the SDK,
 * and booleans arrive as .NET writes them.
 */
export function taskInput(input: unknown): TaskInput {
  if (input === undefined || input === null) return { absent: true };
  if (typeof input === "boolean") return { text: input ? "True" : "False" };
  if (typeof input !== "string") return { json: JSON.stringify(input) };
  const text = parseJson(input);
  return { text: typeof text === "string" ? text : input };
}

/** The trigger data for an activity's input; undefined for none. */
export function taskData(input: TaskInput): TypedData | undefined {
  if ("absent" in input) return undefined;
  // The programming model parses every text that parses: quotes keep "42" a text.
  return { string: "text" in input ? JSON.stringify(input.text) : input.json };
}

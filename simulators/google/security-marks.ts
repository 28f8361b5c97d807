import { type Answer, type SimulatedRequest, isRecord } from "../simulator";
import { googleError } from "./google-error";

type Marks = Record<string, string>;

/**
 * What a request does to marks, or why it is refused: those of its mask are written, all where it has none.
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/SecurityMarks
 */
export function markingOf({
  json,
  query,
}: SimulatedRequest): { apply: (before: Marks) => Marks } | { refusal: Answer } {
  const { marks } = isRecord(json) ? json : {};
  if (!isRecord(marks)) return { refusal: googleError(400, "The security marks are required.") };
  const mask = (query.get("updateMask") ?? "").split(",").filter((path) => path !== "");
  const keys = mask.map((path) => /^marks\.([\w-]{1,256})$/.exec(path)?.[1]);
  const isAll = mask.length === 0 || (mask.length === 1 && mask[0] === "marks");
  if (!isAll && (keys.includes(undefined) || new Set(keys).size < keys.length)) {
    return { refusal: googleError(400, "Invalid update_mask.") };
  }
  if (!Object.entries(marks).every(isMark)) {
    return { refusal: googleError(400, "Invalid security mark.") };
  }
  const given = marks as Marks;
  return {
    apply(before) {
      if (isAll) return given;
      const others = Object.entries(before).filter(([key]) => !keys.includes(key));
      const named = Object.entries(given).filter(([key]) => keys.includes(key));
      return Object.fromEntries([...others, ...named]);
    },
  };
}

const isMark = ([key, value]: [string, unknown]): boolean =>
  /^[\w-]{1,256}$/.test(key) &&
  typeof value === "string" &&
  value.trim() !== "" &&
  value.length <= 4_096;

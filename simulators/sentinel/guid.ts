import { createHash } from "node:crypto";

const guidPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Whether a text is a GUID and nothing else. */
export const isGuid = (text: string): boolean => guidIn(text) === text;

/** The first GUID in a text: the id of an alert may be `<ticks>_<guid>`. */
export const guidIn = (text: string): string | undefined => guidPattern.exec(text)?.[0];

/** A GUID that is the same whenever the text is. */
export function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

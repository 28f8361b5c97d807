import type { FailureKind } from "../../domain/outcome";

/** Says so of what is there already, or is gone already: nothing went wrong. */
const harmless = /(?:already exists, ignore|does not exist, ignore unreg)\.?$/;

const refusals = new Set(["16", "22", "403"]);
const troubles = new Set(["1", "2", "3", "4", "5", "11", "21"]);

/**
 * What an error means that comes with status 200, as most do.
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-panorama-api/pan-os-xml-api-error-codes
 */
export function kindOfAnswer(status: number, body: unknown): FailureKind | undefined {
  const { "@status": said, "@code": code } = members(members(body)["response"]);
  if (status !== 200 || typeof said !== "string" || said === "success") return undefined;
  if (refusals.has(String(code))) return "auth";
  if (troubles.has(String(code))) return "transient";
  const words = wordsIn(body);
  return words.length > 0 && words.every((word) => harmless.test(word)) ? undefined : "permanent";
}

/** What an error says: its code, and the messages in it. */
export function wordsOfAnswer(body: unknown): string {
  const code = members(members(body)["response"])["@code"];
  return [...(typeof code === "string" ? [`code ${code}`] : []), ...wordsIn(body)].join(": ");
}

const isMessage = (name: string): boolean => ["msg", "line", "@message"].includes(name);

/** Every text of a message element, or of a `message` attribute, however deep. */
function wordsIn(value: unknown, isSaid = false): string[] {
  if (typeof value === "string") return isSaid && value.trim() !== "" ? [value.trim()] : [];
  if (Array.isArray(value)) return value.flatMap((one) => wordsIn(one, isSaid));
  return Object.entries(members(value)).flatMap(([name, member]) =>
    wordsIn(member, isMessage(name) || (isSaid && name === "#text")),
  );
}

const members = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

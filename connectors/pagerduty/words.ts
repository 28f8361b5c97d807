const members = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const isWord = (value: unknown): value is string | number =>
  (typeof value === "string" && value !== "") || typeof value === "number";

/** What a refusal says: `error` of the REST API has code, message and errors, an event no code. */
export function wordsOf(body: unknown): string {
  const top = members(body);
  const said = "error" in top ? members(top.error) : top;
  const errors = Array.isArray(said.errors) ? said.errors.filter(isWord).slice(0, 5) : [];
  return [said.code, said.message, errors.join(", ")].filter(isWord).join(": ");
}

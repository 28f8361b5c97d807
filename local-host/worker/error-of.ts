/** An Error for whatever was thrown, with the words that the Azure worker finds for it. */
export function errorOf(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  return new Error(textOf(thrown));
}

/** Not `instanceof`: an app may throw errors of another realm (node:vm, a test runner). */
const isError = (thrown: unknown): thrown is Error =>
  Object.prototype.toString.call(thrown) === "[object Error]" || thrown instanceof Error;

function textOf(thrown: unknown): string {
  if (thrown === undefined || thrown === null) return "Unknown error";
  if (typeof thrown === "string") return thrown;
  try {
    return JSON.stringify(thrown) ?? "Unknown error"; // a function, a symbol
  } catch {
    return "Unknown error"; // a cycle, a BigInt
  }
}

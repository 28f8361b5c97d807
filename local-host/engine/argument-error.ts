/** What was asked for makes no sense, and nothing has happened. HTTP answers it with 400. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

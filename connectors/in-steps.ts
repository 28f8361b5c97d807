import { ConnectorError } from "./connector-error";

/**
 * Makes several writes, one after the other. When a later one fails, an earlier one was made: what is
 * thrown then says that something may have happened, so that nobody takes it for untouched.
 */
export async function inSteps(vendor: string, steps: readonly (() => Promise<void>)[]) {
  let isAnyMade = false;
  try {
    for (const step of steps) {
      await step();
      isAnyMade = true;
    }
  } catch (error) {
    if (!isAnyMade || !(error instanceof ConnectorError) || error.mayHaveHappened) throw error;
    const { kind, message, status, retryAfterSeconds } = error;
    const sentence = message.slice(`${vendor}: `.length);
    throw new ConnectorError(vendor, kind, sentence, {
      status,
      retryAfterSeconds,
      mayHaveHappened: true,
    });
  }
}

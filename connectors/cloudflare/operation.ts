import { ConnectorError } from "../connector-error";
import { type AddressList, vendor } from "./list";

/** Waits so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<unknown>;

// Ten seconds in all: a step is no place to wait longer.
const waits = [200, 300, 500, 1_000, 2_000, 3_000, 3_000];

/**
 * Waits for an operation to be completed. Whatever comes of it, its change was accepted: each error says that
 * it may have been made.
 */
export async function completed(list: AddressList, id: string, pause: Pause): Promise<void> {
  for (const wait of [...waits, undefined]) {
    const { status, error } = await list.operation(id).catch(accepted);
    if (status === "completed") return;
    if (status === "failed") {
      const why = error ? ` (${oneLine(error)})` : "";
      throw failure("permanent", `The operation on the list failed${why}: look at the list`);
    }
    if (wait !== undefined) await pause(wait);
  }
  throw failure("rate-limited", "The operation on the list is still under way");
}

function accepted(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  const { kind, status, retryAfterSeconds, message } = error;
  const said = message.slice(vendor.length + 2);
  const sentence = `What became of the change is not known, since ${said}`;
  const options = { status, retryAfterSeconds, mayHaveHappened: true };
  throw new ConnectorError(vendor, kind, sentence, options);
}

const failure = (kind: "permanent" | "rate-limited", message: string): ConnectorError =>
  new ConnectorError(vendor, kind, message, { retryAfterSeconds: 10, mayHaveHappened: true });

const oneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, " ").slice(0, 200);

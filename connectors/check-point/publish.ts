import { ConnectorError } from "../connector-error";
import { publishedResponse, taskResponse } from "./schema";
import { type Session, vendor } from "./session";

/** Waits so many milliseconds. */
export type Pause = (milliseconds: number) => Promise<unknown>;

// Ten seconds in all: a step is no place to wait longer.
const waits = [200, 300, 500, 1_000, 2_000, 3_000, 3_000];

/**
 * Makes the changes of a session everybody's, and waits until it is done. Whatever comes of the waiting, they
 * were accepted: each error says that they may have been made.
 */
export async function publish(session: Session, pause: Pause): Promise<void> {
  const { "task-id": id } = await session.change(publishedResponse, "publish", {});
  for (const wait of [...waits, undefined]) {
    const [task] = (await session.ask(taskResponse, "show-task", { "task-id": id }).catch(accepted))
      .tasks;
    if (task?.status === "succeeded") return;
    if (task?.status === "failed") {
      throw failure("permanent", "Check Point could not publish the changes: look at its session");
    }
    if (wait !== undefined) await pause(wait);
  }
  throw failure("rate-limited", "Check Point is still publishing the changes");
}

function accepted(error: unknown): never {
  if (!(error instanceof ConnectorError)) throw error;
  const { kind, status, retryAfterSeconds, message } = error;
  const said = message.slice(vendor.length + 2);
  const sentence = `What became of the changes is not known, since ${said}`;
  const options = { status, retryAfterSeconds, mayHaveHappened: true };
  throw new ConnectorError(vendor, kind, sentence, options);
}

const failure = (kind: "permanent" | "rate-limited", message: string): ConnectorError =>
  new ConnectorError(vendor, kind, message, { retryAfterSeconds: 10, mayHaveHappened: true });

import type { Warn } from "./warnings";
import { InvocationError, type Worker } from "./worker/worker";

/** A worker that tells of functions which fail because they did not expect that an instance runs. */
export function tellOfDuplicateStarts(worker: Worker, warn: Warn): Worker {
  return {
    ...worker,
    invoke: (invocation) =>
      worker.invoke(invocation).catch((error: unknown) => {
        if (error instanceof InvocationError && refusal.test(error.message)) {
          const { functionName } = invocation;
          warn({ rule: "duplicate-start", functionName, sentence: unexpectedRefusal });
        }
        throw error;
      }),
  };
}

/** What the SDK's client makes of the refusal. */
const refusal =
  /unexpected status code: 500\b.*An Orchestration instance with the status \w+ already exists/s;

const unexpectedRefusal =
  "the function failed because it started an instance that runs: that is a 500 and not a 409; take " +
  "it for a start that has happened before";

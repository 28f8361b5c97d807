import type { Log, LogFields, LogLevel } from "../log";
import { errorOf } from "./error-of";
import type { Invocation, RegisteredFunction } from "./worker";

/** What is said about one invocation after its start; exactly one of the two is called. */
export interface InvocationLog {
  succeeded(): void;
  failed(thrown: unknown): void;
}

/**
 * Says of one function when it is executed, as the Functions host does. What a caller or the time has set
 * off is information; activities, entities and turns of orchestrations, of which there are thousands, are
 * "debug". A failure is always an error: an activity's would otherwise be seen in a history only.
 */
export function invocationLog(
  { name, triggerType }: RegisteredFunction,
  log: Log,
): (invocation: Invocation, invocationId: string) => InvocationLog {
  const trigger = triggerType.toLowerCase();
  const level: LogLevel = DURABLE.has(trigger) ? "debug" : "information";
  const category = `Function.${name}`;
  const isTold = log.isEnabled?.(level, category) ?? true;
  const usualReason = REASONS[trigger] ?? "(null)";

  return (invocation, invocationId) => {
    const started = performance.now();
    const instance = instanceOf(invocation);
    const fields: LogFields = { category, functionName: name, invocationId, ...instance };
    if (isTold) {
      const reason = invocation.reason ?? usualReason;
      log(level, `Executing 'Functions.${name}' (Reason='${reason}', Id=${invocationId})`, fields);
      if (invocation.details) log(level, `Trigger Details: ${listed(invocation.details)}`, fields);
    }
    const executed = (how: string): string => {
      const duration = Math.round(performance.now() - started);
      return `Executed 'Functions.${name}' (${how}, Id=${invocationId}, Duration=${duration}ms)`;
    };
    return {
      succeeded() {
        if (isTold) log(level, executed("Succeeded"), fields);
      },
      failed: (thrown) => log("error", `${executed("Failed")}\n${reasonOf(thrown)}`, fields),
    };
  };
}

const DURABLE = new Set(["activitytrigger", "entitytrigger", "orchestrationtrigger"]);

const REASONS: Record<string, string> = {
  httptrigger: "This function was programmatically called via the host APIs.",
};

/** The instance that an activity or a turn is for. */
export function instanceOf({ metadata }: Invocation): { instanceId?: string } {
  const data = metadata?.["instanceId"];
  return data && "string" in data ? { instanceId: data.string } : {};
}

const listed = (details: Record<string, string>): string =>
  Object.entries(details)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");

/** The SDK hangs a failed orchestrator's whole state, with its inputs, onto the message. */
function reasonOf(thrown: unknown): string {
  const { message, stack } = errorOf(thrown);
  const [reason, state] = message.split("\n\n$OutOfProcData$:", 2);
  return state === undefined ? stack || message : reason!;
}

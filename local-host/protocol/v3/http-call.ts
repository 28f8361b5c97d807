import { HTTP_ACTIVITY } from "../protocol";
import { type HttpAnswer, type HttpCall, pollRequest, readHttpAnswer } from "./http-request";
import type { ReplayContext } from "./replay-context";
import { type Routine, type Step, failed } from "./step";

/**
 * `callHttp`: a request and, while the answer is 202, a timer and a GET of the Location it names.
 * Invariants:
 *
 * 1. Ids are taken one after the other: request, timer, request, timer, …
 * 2. The Location is looked at after the timer, so a 202 without one costs a timer that the SDK does
 *    not count.
 *
 * Source: Azure/azure-functions-durable-extension
 * src/WebJobs.Extensions.DurableTask/ContextImplementations/DurableOrchestrationContext.cs (CallHttpAsync).
 */
export function* httpCall(context: ReplayContext, call: HttpCall): Routine {
  const mayPoll = call.asynchronousPatternEnabled ? 1 : 0;
  context.pollingCalls += mayPoll;
  const outcome = yield* pollUntilDone(context, call);
  context.pollingCalls -= mayPoll;
  return outcome;
}

function* pollUntilDone(context: ReplayContext, call: HttpCall): Routine {
  const { tasks, warnings } = context;
  let outcome = yield request(context, call);
  for (;;) {
    const answer = outcome.ok ? readHttpAnswer(outcome.result) : undefined;
    if (answer?.statusCode !== 202 || !call.asynchronousPatternEnabled) return outcome;
    if (context.pollingCalls > 1) warnings.add("parallel-polling", parallelPolling);

    const delay = retryAfter(answer, context);
    if (delay === undefined) return failed;
    const fireAt = tasks.now + delay;
    const { ok } = yield tasks.schedule((id) => ({ kind: "create-timer", id, fireAt })).step;
    const poll = ok ? pollOf(call, answer, context) : undefined;
    if (!poll) return failed;
    outcome = yield request(context, poll);
  }
}

function request({ tasks }: ReplayContext, call: HttpCall): Step {
  const input = { json: JSON.stringify(call) };
  return tasks.schedule((id) => ({ kind: "schedule-task", id, name: HTTP_ACTIVITY, input })).step;
}

/** Milliseconds. Only whole seconds in 32 bits are understood; a date ends the polling. */
function retryAfter({ headers }: HttpAnswer, context: ReplayContext): number | undefined {
  const text = headers["retry-after"];
  if (text === undefined) return context.settings.httpPollInterval;
  const seconds = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Infinity;
  if (Math.abs(seconds) < 2 ** 31) return seconds * 1000;
  context.warnings.add("http-retry-after", dateInRetryAfter);
  return undefined;
}

function pollOf(call: HttpCall, { headers }: HttpAnswer, context: ReplayContext) {
  const { location } = headers;
  const poll = location === undefined ? undefined : pollRequest(call, location);
  if (!poll) context.warnings.add("http-location", noLocation);
  return poll;
}

const parallelPolling =
  "two callHttp are polling at the same time: the SDK numbers a poll's timer and request together, " +
  "the runtime one after the other, so their results get mixed up; call them in turn, or each in a " +
  "sub-orchestration";

const dateInRetryAfter =
  "a 202 came with a Retry-After that is not a number of seconds: the runtime stops polling and the " +
  "instance waits for ever";

const noLocation =
  "a 202 came without a Location that is an absolute URL: the runtime has made a timer that the SDK " +
  "does not count, so the next step may get the wrong result";

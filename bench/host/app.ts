import * as df from "durable-functions";
import { type HandlerName, handlers, incident } from "./handlers";
import { progress } from "./progress";

// The app of the benchmark, on the real SDK. Only a host loads it.

interface FlowInput {
  activity: HandlerName;
  steps: number;
}

df.app.activity("compute", { handler: handlers.compute });
df.app.activity("call", { handler: handlers.call });

df.app.orchestration("chain", function* (context) {
  const { activity, steps } = context.df.getInput<FlowInput>();
  let last: unknown = incident;
  for (let step = 0; step < steps; step += 1) last = yield context.df.callActivity(activity, last);
  progress.ended(context.df.instanceId);
  return last;
});

df.app.orchestration("fan-out", function* (context) {
  const { activity, steps } = context.df.getInput<FlowInput>();
  const calls = Array.from({ length: steps }, () => context.df.callActivity(activity, incident));
  const results: unknown[] = yield context.df.Task.all(calls);
  progress.ended(context.df.instanceId);
  return results.length;
});

df.app.orchestration("ping-pong", function* (context) {
  const { steps } = context.df.getInput<FlowInput>();
  for (let step = 0; step < steps; step += 1) {
    if (!context.df.isReplaying) progress.waits(context.df.instanceId);
    yield context.df.waitForExternalEvent("ping");
  }
  progress.ended(context.df.instanceId);
  return steps;
});

df.app.entity<number>("counter", (context) => {
  const count = (context.df.getState(() => 0) ?? 0) + 1;
  context.df.setState(count);
  progress.operated();
});

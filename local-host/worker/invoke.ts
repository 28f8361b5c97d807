import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { Log } from "../log";
import type { Warn } from "../warnings";
import { type AppRegistrations, type Registration, runHooks } from "./app-registrations";
import { logThroughHooks } from "./core-module";
import type {
  CoreInvocationContext,
  InvocationModel,
  InvocationResponse,
  ProgrammingModel,
} from "./core-types";
import { errorOf } from "./error-of";
import { instanceOf } from "./invocation-log";
import { newTraceParent } from "./trace-parent";
import {
  type Binding,
  type Invocation,
  InvocationError,
  type InvocationResult,
  type TypedData,
} from "./worker";

/** Data for an input that is not the trigger; undefined when the host does not know its type. */
export type InputSource = (binding: Binding) => TypedData | undefined;

export interface InvokeOptions {
  inputs: InputSource;
  log: Log;
  warn: Warn;
  clock: Clock;
  /** host.json functionTimeout; undefined is no limit. */
  timeoutMs: number | undefined;
}

/** Runs one function of a loaded app from typed data to typed data, with its hooks. */
export async function invoke(
  app: AppRegistrations,
  options: InvokeOptions,
  invocation: Invocation,
  invocationId: string = randomUUID(),
): Promise<InvocationResult> {
  const registration = app.functions.get(invocation.functionName.toLowerCase());
  if (!registration || !app.model) {
    throw new InvocationError(`The function "${invocation.functionName}" is not registered`, "");
  }
  const core = coreContext(app, options, registration, { ...invocation, invocationId });
  try {
    return await withinTime(run(app, app.model, core, registration, invocation), core, options);
  } catch (thrown) {
    const { message, stack } = errorOf(thrown);
    throw new InvocationError(message, stack ?? "");
  }
}

async function run(
  app: AppRegistrations,
  model: ProgrammingModel,
  core: CoreInvocationContext,
  { callback }: Registration,
  { onContext }: Invocation,
): Promise<InvocationResult> {
  const im: InvocationModel = await model.getInvocationModel(core);
  const { context, inputs } = await im.getArguments();
  onContext?.(context);
  const shared = { hookData: {}, appHookData: app.appHookData, invocationContext: context };

  core.state = "preInvocationHooks";
  const before = { ...shared, inputs, functionCallback: callback };
  await runHooks(app, "preInvocation", before);

  core.state = "invocation";
  const after = {
    ...shared,
    inputs: before.inputs,
    result: null as unknown,
    error: null as Error | null,
  };
  try {
    after.result = await im.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (thrown) {
    after.error = errorOf(thrown);
  }

  core.state = "postInvocationHooks";
  await runHooks(app, "postInvocation", after);
  core.state = undefined;

  if (after.error) throw after.error;
  return resultOf(await im.getResponse(context, after.result), after.result);
}

function coreContext(
  app: AppRegistrations,
  { inputs, log }: InvokeOptions,
  { metadata }: Registration,
  invocation: Invocation & { invocationId: string },
): CoreInvocationContext {
  const { invocationId } = invocation;
  const about = { functionName: metadata.name, invocationId, ...instanceOf(invocation) };
  return {
    invocationId,
    request: {
      invocationId,
      functionId: metadata.functionId ?? metadata.name,
      inputData: inputData(metadata.bindings, invocation.trigger, inputs),
      triggerMetadata: invocation.metadata ?? {},
      traceContext: {
        traceParent: invocation.traceParent ?? newTraceParent(),
        traceState: "",
        attributes: {},
      },
      ...(invocation.retryContext && { retryContext: invocation.retryContext }),
    },
    metadata,
    state: undefined,
    log(level, category, message) {
      const source = `Function.${metadata.name}${category === "user" ? ".User" : ""}`;
      logThroughHooks(app, log, { level, category, message }, { category: source, ...about });
    },
  };
}

function inputData(
  bindings: Record<string, Binding>,
  trigger: TypedData | undefined,
  inputs: InputSource,
): { name: string; data: TypedData | undefined }[] {
  return Object.entries(bindings)
    .filter(([, { direction }]) => direction !== "out")
    .map(([name, binding]) => ({
      name,
      data: /trigger$/i.test(binding.type) ? trigger : inputs(binding),
    }));
}

const resultOf = (
  { returnValue, outputData = [] }: InvocationResponse,
  result: unknown,
): InvocationResult => ({
  returnValue,
  isEmpty: result === undefined || result === null,
  outputs: Object.fromEntries(outputData.map(({ name, data }) => [name, data])),
});

/** Azure ends the whole process here; a laptop's host gives up on the one call and says so. */
async function withinTime<T>(
  work: Promise<T>,
  core: CoreInvocationContext,
  { clock, timeoutMs }: InvokeOptions,
): Promise<T> {
  if (timeoutMs === undefined) return work;
  let cancel: (() => void) | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    cancel = clock.setTimer(clock.now() + timeoutMs, () =>
      reject(
        new Error(
          `Timeout value of ${timeoutMs / 1000} seconds exceeded by function ` +
            `"${core.metadata.name}" (functionTimeout in host.json)`,
        ),
      ),
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    cancel?.();
  }
}

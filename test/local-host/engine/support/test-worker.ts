import {
  type Invocation,
  InvocationError,
  type InvocationResult,
  type Worker,
} from "../../../../local-host/worker/worker";

export interface EntityCall {
  key: string;
  name: string;
  input: unknown;
  exists: boolean;
  state: unknown;
}

export interface EntityReply {
  state?: unknown;
  /** The entity is deleted. */
  isGone?: boolean;
  result?: unknown;
  isError?: boolean;
  signals?: { name: string; key: string; operation: string; input?: unknown }[];
}

export interface TestFunctions {
  orchestrators: string[];
  activities?: Record<string, (input: unknown, instanceId: string) => unknown>;
  entities?: Record<string, (call: EntityCall) => EntityReply | Promise<EntityReply>>;
}

interface Payload {
  self: { key: string };
  exists: boolean;
  state: string | null;
  batch: { name: string; input: string | null }[];
}

/** A worker whose activities and entities are functions of a test. */
export function testWorker({
  orchestrators,
  activities = {},
  entities = {},
}: TestFunctions): Worker & { invocations: Invocation[] } {
  const invocations: Invocation[] = [];

  async function invoke(invocation: Invocation): Promise<InvocationResult> {
    invocations.push(invocation);
    const { functionName, trigger, metadata } = invocation;
    const text = trigger && "string" in trigger ? trigger.string : undefined;
    try {
      const entity = entities[functionName];
      if (entity) return answer(await runBatch(entity, JSON.parse(text!) as Payload));
      const id = metadata?.["instanceId"];
      const instanceId = id && "string" in id ? id.string : "";
      const input: unknown = text === undefined ? undefined : JSON.parse(text);
      return answer(await activities[functionName]!(input, instanceId));
    } catch (error) {
      if (error instanceof NoFailure) throw error.cause;
      throw new InvocationError((error as Error).message, `stack of ${functionName}`);
    }
  }

  return {
    invocations,
    invoke,
    stop: async () => undefined,
    functions: [
      ...named(orchestrators, "orchestrationTrigger"),
      ...named(Object.keys(activities), "activityTrigger"),
      ...named(Object.keys(entities), "entityTrigger"),
    ],
  };
}

/** Thrown by an activity of a test when not the app but the worker itself breaks down. */
export class NoFailure extends Error {}

const named = (names: string[], triggerType: string) =>
  names.map((name) => ({ name, triggerType, bindings: {} }));

const answer = (value: unknown): InvocationResult => ({
  returnValue: value === undefined ? null : { json: JSON.stringify(value) },
  outputs: {},
});

async function runBatch(
  entity: (call: EntityCall) => EntityReply | Promise<EntityReply>,
  payload: Payload,
): Promise<unknown> {
  let { exists, state } = payload;
  const results = [];
  const signals = [];
  for (const { name, input } of payload.batch) {
    const reply = await entity({
      key: payload.self.key,
      name,
      input: input === null ? undefined : JSON.parse(input),
      exists,
      state: state === null ? undefined : JSON.parse(state),
    });
    if ("state" in reply) [exists, state] = [true, JSON.stringify(reply.state)];
    if (reply.isGone) [exists, state] = [false, null];
    results.push({
      isError: reply.isError ?? false,
      duration: 0,
      startTime: 0,
      ...("result" in reply && { result: JSON.stringify(reply.result) }),
    });
    for (const { name: target, key, operation, input: value } of reply.signals ?? []) {
      signals.push({
        target: { name: target, key },
        name: operation,
        input: value === undefined ? "" : JSON.stringify(value),
      });
    }
  }
  return { entityExists: exists, entityState: state, results, signals };
}

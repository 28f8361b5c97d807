import { type EntityName, readEntityName } from "./entity-messages";
import { type HttpCall, readHttpCall } from "./http-request";
import { type JsonRecord, isRecord, listOf, textOf } from "./json-record";
import { type RetryOptions, readRetryOptions } from "./retry-options";

/**
 * What an orchestrator function asks for, in the order it was asked.
 * Source: durable-functions 3.5.0 lib/src/actions.
 */
export type Action =
  | { kind: "activity"; name: string; input: unknown; retry?: RetryOptions }
  | {
      kind: "child";
      name: string;
      instanceId: string | undefined;
      input: unknown;
      version: string | undefined;
      retry?: RetryOptions;
    }
  | { kind: "continue-as-new"; input: unknown }
  | { kind: "timer"; fireAt: number; isCanceled: boolean }
  | { kind: "external-event"; name: string }
  | { kind: "call-entity"; instanceId: string; operation: string; input: unknown }
  | {
      kind: "signal-entity";
      instanceId: string;
      operation: string;
      input: unknown;
      fireAt?: number;
    }
  | { kind: "http"; call: HttpCall }
  | { kind: "any" | "all"; children: Action[] }
  | { kind: "lock"; id: string; entities: EntityName[] }
  | { kind: "release" };

type Read = (fields: JsonRecord, what: string) => Action;

const readers: Record<number, Read> = {
  0: activity,
  1: (fields, what) => ({ ...activity(fields, what), retry: readRetryOptions(fields, what) }),
  2: child,
  3: (fields, what) => ({ ...child(fields, what), retry: readRetryOptions(fields, what) }),
  4: ({ input }) => ({ kind: "continue-as-new", input }),
  5: (fields, what) => ({
    kind: "timer",
    fireAt: timeOf(fields, what),
    isCanceled: fields["isCanceled"] === true,
  }),
  6: (fields, what) => ({
    kind: "external-event",
    name: textOf(fields, "externalEventName", what),
  }),
  7: (fields, what) => ({ kind: "call-entity", ...operation(fields, what) }),
  8: (fields, what) => ({ kind: "http", call: readHttpCall(fields, what) }),
  9: (fields, what) => ({ kind: "signal-entity", ...operation(fields, what) }),
  10: (fields, what) => ({
    kind: "signal-entity",
    ...operation(fields, what),
    fireAt: timeOf(fields, what),
  }),
  11: (fields, what) => ({ kind: "any", children: children(fields, what) }),
  12: (fields, what) => ({ kind: "all", children: children(fields, what) }),
  13: (fields, what) => ({
    kind: "lock",
    id: textOf(fields, "lockRequestId", what),
    entities: listOf(fields, "lockSet", what).map((entity) => readEntityName(entity, what)),
  }),
  14: () => ({ kind: "release" }),
};

/** One action as the SDK spells it; an unknown kind, or a member that is missing, is an error. */
export function readAction(value: unknown): Action {
  if (!isRecord(value)) throw new Error(`Expected an action, got ${typeof value}`);
  const type = Number(value["actionType"]);
  const read = readers[type];
  if (!read) throw new Error(`Received an unexpected action type '${String(type)}'`);
  return read(value, `action ${type}`);
}

function activity(fields: JsonRecord, what: string): Action & { kind: "activity" } {
  return { kind: "activity", name: textOf(fields, "functionName", what), input: fields["input"] };
}

function child(fields: JsonRecord, what: string): Action & { kind: "child" } {
  const { instanceId, input, version } = fields;
  return {
    kind: "child",
    name: textOf(fields, "functionName", what),
    instanceId: typeof instanceId === "string" && instanceId.trim() ? instanceId : undefined,
    input,
    version: typeof version === "string" && version ? version : undefined,
  };
}

const operation = (fields: JsonRecord, what: string) => ({
  instanceId: textOf(fields, "instanceId", what),
  operation: textOf(fields, "operation", what),
  input: fields["input"],
});

const children = (fields: JsonRecord, what: string): Action[] =>
  listOf(fields, "compoundActions", what).map(readAction);

function timeOf(fields: JsonRecord, what: string): number {
  const time = Date.parse(textOf(fields, "fireAt", what));
  if (Number.isNaN(time)) throw new Error(`Cannot read ${what}: "fireAt" is not a time`);
  return time;
}

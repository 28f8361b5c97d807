import { REQUEST_EVENT, entityInstanceId, writeRequest } from "../protocol/v3/entity-messages";
import { ArgumentError } from "./argument-error";
import type { Commit } from "./commit";
import type { Engine } from "./engine";
import { eventRaised } from "./events";
import { type KnownFunctions, unknownFunction } from "./known-functions";
import { newId } from "./instance-id";
import type { TurnTime } from "./turn-time";

/** Signals from clients. One for an entity that the app does not have is refused. */
export function createSignals(
  commit: Commit,
  time: TurnTime,
  functions: KnownFunctions,
): Pick<Engine, "signalEntity"> {
  return {
    async signalEntity({ name, key, operation, input }) {
      if (functions.entity(name) === undefined) {
        throw new ArgumentError(unknownFunction("an entity", name));
      }
      const request = writeRequest({
        kind: "operation",
        id: newId(),
        operation,
        isSignal: true,
        input: input ?? null,
      });
      const event = eventRaised(REQUEST_EVENT, request, time.now());
      const target = entityInstanceId({ name, key });
      await commit((outbox) => outbox.send({ target, executionId: null, event }));
    },
  };
}

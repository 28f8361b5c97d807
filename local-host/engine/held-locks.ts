import { EventType, type HistoryEvent } from "../protocol/history";
import {
  RELEASE_EVENT,
  REQUEST_EVENT,
  entityInstanceId,
  readRelease,
  readRequest,
  writeRelease,
} from "../protocol/v3/entity-messages";
import type { NewMessage } from "../store/store";
import { eventRaised } from "./events";

/**
 * Releases of everything that an execution asked to lock and did not give up, granted or not: an
 * orchestration that is over must not keep an entity for itself.
 */
export function releasesAtEnd(history: readonly HistoryEvent[], at: number): NewMessage[] {
  const held = new Map<string, NewMessage>();
  for (const { EventType: type, Name, Input, InstanceId } of history) {
    if (type !== EventType.EventSent || typeof Input !== "string") continue;
    if (Name === REQUEST_EVENT && Input.includes('"lockset"')) {
      for (const release of releasesOf(Input, at)) held.set(keyOf(release), release);
    }
    if (Name === RELEASE_EVENT && InstanceId !== undefined) {
      held.delete(`${InstanceId} ${readRelease(Input).id}`);
    }
  }
  return [...held.values()];
}

function releasesOf(input: string, at: number): NewMessage[] {
  const request = readRequest(input);
  if (request.kind !== "lock") return [];
  const event = eventRaised(RELEASE_EVENT, writeRelease(request), at);
  return request.lockset.map((entity) => ({
    target: entityInstanceId(entity),
    executionId: null,
    event,
  }));
}

const keyOf = ({ target, event }: NewMessage): string =>
  `${target} ${readRelease(event.Input ?? "").id}`;

import type { ActivityWork } from "../store/store";
import type { Busy } from "./busy";
import { type Lane, createLane } from "./lane";
import type { EngineLimits } from "./options";
import { type ActivityParts, createActivityRunner } from "./run-activity";
import { type EntityParts, createEntityRunner } from "./run-entity";
import { type TurnParts, createTurnRunner } from "./run-turn";

/** Where instances, entities and activities wait until there is room for them. */
export interface Lanes {
  /** Has an instance, or an entity (`@name@key`), look at its inbox. */
  wake(target: string): void;
  work(work: ActivityWork): void;
  /** Takes nothing more. Resolves when what runs has ended. */
  close(): Promise<void>;
}

export interface LaneParts extends TurnParts, ActivityParts, Omit<EntityParts, "batchLimit"> {
  limits: EngineLimits;
  busy: Busy;
  onError: (what: string, error: unknown) => void;
}

export function createLanes({ limits, busy, onError, ...parts }: LaneParts): Lanes {
  const inboxes = (limit: number, run: (target: string) => Promise<void>): Lane<string> =>
    createLane({ limit, busy, run, onError, keyOf: (target) => target });
  const instances = inboxes(limits.orchestrators, createTurnRunner(parts));
  const entities = inboxes(
    limits.entities,
    createEntityRunner({ ...parts, batchLimit: limits.entityBatch }),
  );
  const activities = createLane<ActivityWork>({
    limit: limits.activities,
    busy,
    run: createActivityRunner(parts),
    onError: ({ name, instanceId }, error) => onError(`${name} of ${instanceId}`, error),
    keyOf: ({ id }) => id,
  });

  return {
    wake: (target) => (target.startsWith("@") ? entities : instances).add(target),
    work: (work) => activities.add(work),
    async close() {
      await Promise.all([instances.close(), entities.close(), activities.close()]);
    },
  };
}

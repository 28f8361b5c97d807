import type { ContainmentMethod, Look, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import {
  actionsOf,
  adopted,
  createdAt,
  hasSucceeded,
  isOf,
  isOpen,
  refusedFor,
  timeOf,
  whyEnded,
} from "./actions";
import { type Client, machineIdOf } from "./client";
import { type Action, actionResponse } from "./schema";

/** Something that a device does once, and that nothing takes back. */
export interface OneOff {
  /** Of the machine action. */
  type: string;
  /** Segment of its path. */
  path: string;
  permission: keyof Client;
  /** What it is sent beside a comment. */
  body: (target: Target) => Readonly<Record<string, string>>;
  /** The device that a target is on, and whether an action of the type was about the target. */
  machineOf: (target: Target) => string;
  isAbout: (action: Action, target: Target) => boolean;
  /** "scan" in "the scan did not come about". */
  word: string;
  /** Why it cannot be taken back, and what a human can do: goes on after the target's name. */
  noUndo: string;
}

/** Two clocks are never the same: our own action may look older than what it was done for. */
const toleranceMs = 600_000;

/**
 * Lets a device do something once for each containment. What was done before it does not count; what
 * is under way is waited for, whoever asked. Its `state` is empty: there is nothing to restore.
 */
export function oneOff(
  client: Client,
  one: OneOff,
  resolve: ContainmentMethod["resolve"],
): ContainmentMethod {
  const about = (target: Target, actions: Action[]): Action[] =>
    actions.filter((action) => isOf(one.type, action) && one.isAbout(action, target));
  const historyOf = async (target: Target): Promise<Action[]> =>
    about(target, await actionsOf(client, one.machineOf(target)));

  return {
    resolve,

    look: async (target, mark) => lookAt(await historyOf(target), mark, one.word),

    async act(target, mark) {
      if (lookAt(await historyOf(target), mark, one.word).effect !== "none") return;
      const machine = machineIdOf(one.machineOf(target));
      const body = { Comment: mark.text, ...one.body(target) };
      await client[one.permission]
        .write(actionResponse, {
          method: "POST",
          path: `/api/machines/${machine}/${one.path}`,
          body,
        })
        .catch(adopted(client, machine, (actions) => about(target, actions).some(isOpen)));
    },

    async undo(target) {
      throw refusedFor(target, one.noUndo);
    },
  };
}

function lookAt(history: Action[], mark: Mark, word: string): Look {
  const state = {};
  const ofNow = history.filter((action) => isOfNow(action, mark));
  if (ofNow.some(hasSucceeded)) return { state, effect: "in-effect" };
  if (history.some(isOpen)) return { state, effect: "under-way" };
  const why = ofNow[0] && whyEnded(ofNow[0]);
  return {
    state,
    effect: "none",
    ...(why !== undefined && { failed: `the ${word} did not come about: ${why}` }),
  };
}

function isOfNow(action: Action, { text, since }: Mark): boolean {
  const tolerance = action.requestorComment === text ? toleranceMs : 0;
  return createdAt(action) >= timeOf(since) - tolerance;
}

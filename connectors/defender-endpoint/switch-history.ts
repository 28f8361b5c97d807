import type { Look, Mark } from "../../domain/containing";
import type { Json } from "../../domain/json";
import {
  changedAt,
  createdAt,
  hasSucceeded,
  isOf,
  isOpen,
  isOurs,
  timeOf,
  whyEnded,
} from "./actions";
import type { Client } from "./client";
import type { Action } from "./schema";

/** Something that a device is in, by one type of action, until another type ends it. */
export interface DeviceSwitch {
  /** Types of machine actions. */
  on: string;
  off: string;
  /** Segments of their paths, and what the first one is sent beside a comment. */
  paths: { on: string; off: string };
  body: Readonly<Record<string, string>>;
  permission: keyof Client;
  /** How the state that the ledger keeps calls it. Never rename one in force. */
  member: string;
  words: { on: string; off: string; byOthers: string };
}

/** Actions of one switch, newest first. */
export interface History {
  on: Action[];
  off: Action[];
  all: Action[];
}

export function historyOf(actions: Action[], { on, off }: DeviceSwitch): History {
  const all = actions.filter((action) => isOf(on, action) || isOf(off, action));
  return {
    all,
    on: all.filter((action) => isOf(on, action)),
    off: all.filter((action) => isOf(off, action)),
  };
}

/** By what was carried out last: an action may come about later than one that was asked for after it. */
export function isOn({ all, on }: History): boolean {
  const [last] = all.filter(hasSucceeded).toSorted((a, b) => changedAt(b) - changedAt(a));
  return last !== undefined && on.includes(last);
}

export const isComing = (history: History): boolean => isOn(history) || history.on.some(isOpen);
export const isEnding = ({ off }: History): boolean => off.some(isOpen);

/** Whether somebody else asked for the newest one, or for one that may yet come about. Of two of one moment either may be the newest. */
export function isWantedByOthers({ on }: History): boolean {
  const wanted = on.filter((one) => isOpen(one) || hasSucceeded(one));
  const newest = Math.max(...wanted.map(createdAt));
  return wanted.some((one) => (createdAt(one) === newest || isOpen(one)) && !isOurs(one));
}

/** What a history says at this moment, by the newest of its actions. */
export function lookAt(history: History, { member, words }: DeviceSwitch, mark: Mark): Look {
  const { all, on, off } = history;
  const isOnNow = isOn(history);
  const state: Json = { [member]: isOnNow };
  const [newest] = all;
  if (newest && isOpen(newest) && off.includes(newest)) return { state, effect: "ending" };
  // An older one that still waits comes about one day, whatever was asked for since.
  if (!isOnNow && on.some(isOpen)) return { state, effect: "under-way" };
  const why = newest && isOfNow(newest, mark) ? whyEnded(newest) : undefined;
  const isAsAsked = newest && on.includes(newest) === isOnNow;
  const effect = isOnNow ? "in-effect" : "none";
  if (why === undefined || isAsAsked) return { state, effect };
  return {
    state,
    effect,
    failed: `the ${isOnNow ? words.off : words.on} did not come about: ${why}`,
  };
}

/** Whether an action is about what began at the mark. */
const isOfNow = (action: Action, { text, since }: Mark): boolean =>
  action.requestorComment === text || changedAt(action) >= timeOf(since);

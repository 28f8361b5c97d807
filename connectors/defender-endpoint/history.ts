import type { Look, Mark } from "../../domain/containing";
import { type Client, machineIdOf } from "./client";
import { everyRow } from "./pages";
import { type Action, actionsResponse } from "./schema";

/** Isolations and releases of one device, newest first: the only record of whether it is isolated. */
export async function historyOf({ reading }: Client, machine: string): Promise<Action[]> {
  const id = machineIdOf(machine);
  const rows = await everyRow((skip) =>
    reading.read(actionsResponse, {
      method: "GET",
      path: "/api/machineactions",
      query: { $filter: `machineId eq '${id}'`, ...(skip > 0 && { $skip: String(skip) }) },
    }),
  );
  return rows
    .filter(({ machineId }) => machineId.toLowerCase() === id)
    .filter((action) => isIsolation(action) || isRelease(action))
    .toSorted((a, b) => timeOf(b.creationDateTimeUtc) - timeOf(a.creationDateTimeUtc));
}

const isOfType =
  (type: string) =>
  (action: Action): boolean =>
    action.type.toLowerCase() === type;
export const isIsolation = isOfType("isolate");
export const isRelease = isOfType("unisolate");

export const isOpen = ({ status }: Action): boolean => /^(?:pending|inprogress)$/i.test(status);
export const isPending = ({ status }: Action): boolean => /^pending$/i.test(status);

/** Whether this app asked for it, whichever run: by the mark in its comment. */
export const isOurs = ({ requestorComment }: Action): boolean =>
  /\bincident\/\d+ run\//.test(requestorComment ?? "");

/** By what was carried out last: an action may come about later than one that was asked for after it. */
export function isIsolated(history: Action[]): boolean {
  const done = history
    .filter(({ status }) => /^succeeded$/i.test(status))
    .toSorted((a, b) => changedAt(b) - changedAt(a));
  return done[0] !== undefined && isIsolation(done[0]);
}

/** What a history says at this moment, by the newest of its actions. */
export function lookAt(history: Action[], mark: Mark): Look {
  const state = { isolated: isIsolated(history) };
  const [newest] = history;
  if (newest && isOpen(newest) && isRelease(newest)) return { state, effect: "ending" };
  const rest: Look = { state, effect: state.isolated ? "in-effect" : "none" };
  // An older isolation that still waits comes about one day, whatever was asked for since.
  if (!state.isolated && history.some((one) => isIsolation(one) && isOpen(one))) {
    return { state, effect: "under-way" };
  }
  const failed = newest && failureOf(newest, state.isolated, mark);
  return failed === undefined ? rest : { ...rest, failed };
}

const ends: Readonly<Record<string, string>> = {
  failed: "Defender for Endpoint could not do it",
  timeout: "the device did not answer in time",
  cancelled: "somebody cancelled it",
};

/** Of an action that ended badly, and is about what began at the mark. */
function failureOf(action: Action, isolated: boolean, { text, since }: Mark): string | undefined {
  const why = ends[action.status.toLowerCase()];
  const isOfNow = action.requestorComment === text || changedAt(action) >= timeOf(since);
  if (why === undefined || !isOfNow) return undefined;
  if (isIsolation(action)) return isolated ? undefined : `the isolation did not come about: ${why}`;
  return isolated ? `the release did not come about: ${why}` : undefined;
}

const changedAt = (action: Action): number =>
  timeOf(action.lastUpdateDateTimeUtc ?? action.lastUpdateTimeUtc ?? action.creationDateTimeUtc);

const timeOf = (text: string): number => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
};

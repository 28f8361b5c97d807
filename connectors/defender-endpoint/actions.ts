import { cleanLine } from "../../domain/clean-text";
import type { Target } from "../../domain/containment";
import { ConnectorError } from "../connector-error";
import { type Client, machineIdOf, vendor } from "./client";
import { everyRow } from "./pages";
import { type Action, actionsResponse } from "./schema";

/** What was done to one device, newest first: the only record of what it is in. */
export async function actionsOf({ reading }: Client, machine: string): Promise<Action[]> {
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
    .toSorted((a, b) => createdAt(b) - createdAt(a));
}

/** Whether an action is of a type, whose case the vendor does not promise. */
export const isOf = (type: string, action: Action): boolean =>
  action.type.toLowerCase() === type.toLowerCase();

export const isOpen = ({ status }: Action): boolean => /^(?:pending|inprogress)$/i.test(status);
export const isPending = ({ status }: Action): boolean => /^pending$/i.test(status);
export const hasSucceeded = ({ status }: Action): boolean => /^succeeded$/i.test(status);

/** Whether this app asked for it, whichever run: by the mark in its comment. */
export const isOurs = ({ requestorComment }: Action): boolean => hasMark(requestorComment);
export const hasMark = (text: string | null | undefined): boolean =>
  /\bincident\/\d+ run\//.test(text ?? "");

export const createdAt = ({ creationDateTimeUtc }: Action): number => timeOf(creationDateTimeUtc);
export const changedAt = (action: Action): number =>
  timeOf(action.lastUpdateDateTimeUtc ?? action.lastUpdateTimeUtc ?? action.creationDateTimeUtc);

export const timeOf = (text: string): number => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
};

const ends: Readonly<Record<string, string>> = {
  failed: "Defender for Endpoint could not do it",
  timeout: "the device did not answer in time",
  cancelled: "somebody cancelled it",
};

/** Why an action came to nothing; undefined when it did not. */
export const whyEnded = ({ status }: Action): string | undefined => ends[status.toLowerCase()];

/**
 * For a request that was refused: nothing, when what it asked for is there or under way all the same.
 * Defender refuses a second one in several words, or answers the first.
 */
export const adopted =
  (client: Client, machine: string, isThere: (actions: Action[]) => boolean) =>
  async (error: unknown): Promise<void> => {
    if (!(error instanceof ConnectorError) || error.status !== 400) throw error;
    if (isThere(await actionsOf(client, machine))) return;
    throw /already in progress|ActiveRequestAlready/i.test(error.message)
      ? error.asTransient()
      : error;
  };

/** For what has to wait for another action on the device. */
export const notYet = ({ label }: Target, why: string): ConnectorError =>
  new ConnectorError(vendor, "transient", `${cleanLine(label, 100)} was left for now: ${why}`);

/** For what is left as it is for good. */
export const refusedFor = ({ label }: Target, why: string): ConnectorError =>
  new ConnectorError(vendor, "permanent", `${cleanLine(label, 100)} ${why}`);

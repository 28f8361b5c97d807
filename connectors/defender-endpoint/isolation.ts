import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { ConnectorError } from "../connector-error";
import { type Client, machineIdOf, vendor } from "./client";
import { findMachine } from "./find";
import {
  historyOf,
  isIsolated,
  isIsolation,
  isOpen,
  isOurs,
  isPending,
  isRelease,
  lookAt,
} from "./history";
import { type Action, actionResponse } from "./schema";
import { targetOf } from "./target";

/**
 * Isolates a device from the network but for Defender itself, and releases it. A second isolation of
 * one that is isolated may wait, and come about after the release: so none is ever sent.
 */
export function isolation(client: Client): ContainmentMethod {
  const post = (path: string, body: object): Promise<Action> =>
    client.isolating.write(actionResponse, { method: "POST", path, body });

  /** Whether what a refused request asked for is there or under way all the same. */
  const adopted =
    (target: Target, isThere: (history: Action[]) => boolean) =>
    async (error: unknown): Promise<void> => {
      const isRefused = error instanceof ConnectorError && error.status === 400;
      if (!isRefused || !isThere(await historyOf(client, target.id))) throw error;
    };

  /** Only what waits for its device can be cancelled; what is being done has to end first. */
  async function cancel(target: Target, waiting: Action, { text }: Mark): Promise<void> {
    if (!isPending(waiting)) throw notYet(target, "its isolation is being carried out");
    const path = `/api/machineactions/${encodeURIComponent(waiting.id)}/cancel`;
    const label = "/api/machineactions/{id}/cancel";
    const isOver = (history: Action[]): boolean =>
      !history.some((one) => one.id === waiting.id && isOpen(one));
    await client.isolating
      .write(actionResponse, { method: "POST", path, label, body: { Comment: text } })
      .catch(adopted(target, isOver));
  }

  return {
    async resolve(claim) {
      if (claim.kind !== "host")
        return { question: "Only a device can be isolated: which one is it?" };
      const found = await findMachine(client, claim.host);
      return "question" in found ? found : { found: targetOf(found.machine) };
    },

    look: async (target, mark) => lookAt(await historyOf(client, target.id), mark),

    async act(target, mark) {
      const history = await historyOf(client, target.id);
      if (history.some((one) => isRelease(one) && isOpen(one))) {
        throw notYet(target, "its release is under way");
      }
      if (isThere(history)) return;
      await post(`${machinePath(target)}/isolate`, {
        Comment: mark.text,
        IsolationType: "Full",
      }).catch(adopted(target, isThere));
    },

    async undo(target, before, mark) {
      if (wasIsolated(before)) return;
      let history = await historyOf(client, target.id);
      if (isWantedByOthers(history)) throw another(target);
      for (const waiting of history.filter((one) => isIsolation(one) && isOpen(one))) {
        await cancel(target, waiting, mark);
      }
      history = await historyOf(client, target.id);
      if (!isIsolated(history) || isReleasing(history)) return;
      await post(`${machinePath(target)}/unisolate`, { Comment: mark.text }).catch(
        adopted(target, (now) => isReleasing(now) || !isIsolated(now)),
      );
    },
  };
}

const machinePath = ({ id }: Target): string => `/api/machines/${machineIdOf(id)}`;

const isThere = (history: Action[]): boolean =>
  isIsolated(history) || history.some((one) => isIsolation(one) && isOpen(one));

const isReleasing = (history: Action[]): boolean =>
  history.some((one) => isRelease(one) && isOpen(one));

/** Whether somebody else asked for the newest isolation, or for one that may yet come about. */
function isWantedByOthers(history: Action[]): boolean {
  const isolations = history.filter(
    (one) => isIsolation(one) && (isOpen(one) || /^succeeded$/i.test(one.status)),
  );
  const [newest] = isolations;
  return isolations.some((one) => (one === newest || isOpen(one)) && !isOurs(one));
}

const wasIsolated = (before: unknown): boolean =>
  typeof before === "object" && before !== null && "isolated" in before && before.isolated === true;

const notYet = ({ label }: Target, why: string): ConnectorError =>
  new ConnectorError(vendor, "transient", `${cleanLine(label, 100)} was left for now: ${why}`);

const another = ({ label }: Target): ConnectorError =>
  new ConnectorError(
    vendor,
    "permanent",
    `${cleanLine(label, 100)} was not released: somebody else isolated it as well, and has to release it`,
  );

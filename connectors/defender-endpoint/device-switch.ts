import type { ContainmentMethod, Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import { actionsOf, adopted, isOpen, isPending, notYet, refusedFor } from "./actions";
import { type Client, machineIdOf } from "./client";
import { type Action, actionResponse } from "./schema";
import {
  type DeviceSwitch,
  type History,
  historyOf,
  isComing,
  isEnding,
  isOn,
  isWantedByOthers,
  lookAt,
} from "./switch-history";

/**
 * Puts a device into something, and takes it out again. A second request for what is there already may
 * wait, and come about after it was ended: so none is ever sent.
 */
export function deviceSwitch(
  client: Client,
  one: DeviceSwitch,
  resolve: ContainmentMethod["resolve"],
): ContainmentMethod {
  const http = client[one.permission];
  const history = async ({ id }: Target): Promise<History> =>
    historyOf(await actionsOf(client, id), one);
  const adoptedIf = ({ id }: Target, isThere: (history: History) => boolean) =>
    adopted(client, id, (actions) => isThere(historyOf(actions, one)));

  const post = (target: Target, path: string, body: object): Promise<Action> =>
    http.write(actionResponse, { method: "POST", path: `${machinePath(target)}/${path}`, body });

  /** Only what waits for its device can be cancelled; what is being done has to end first. */
  async function cancel(target: Target, waiting: Action, { text }: Mark): Promise<void> {
    if (!isPending(waiting)) throw notYet(target, `its ${one.words.on} is being carried out`);
    const path = `/api/machineactions/${encodeURIComponent(waiting.id)}/cancel`;
    const label = "/api/machineactions/{id}/cancel";
    await http
      .write(actionResponse, { method: "POST", path, label, body: { Comment: text } })
      .catch(
        adoptedIf(target, ({ on }) => !on.some((now) => now.id === waiting.id && isOpen(now))),
      );
  }

  return {
    resolve,

    look: async (target, mark) => lookAt(await history(target), one, mark),

    async act(target, mark) {
      const now = await history(target);
      if (isEnding(now)) throw notYet(target, `its ${one.words.off} is under way`);
      if (isComing(now)) return;
      await post(target, one.paths.on, { Comment: mark.text, ...one.body }).catch(
        adoptedIf(target, isComing),
      );
    },

    async undo(target, before, mark) {
      if (wasOn(before, one)) return;
      const now = await history(target);
      if (isWantedByOthers(now)) throw refusedFor(target, one.words.byOthers);
      for (const waiting of now.on.filter(isOpen)) await cancel(target, waiting, mark);
      const rest = await history(target);
      if (!isOn(rest) || isEnding(rest)) return;
      await post(target, one.paths.off, { Comment: mark.text }).catch(
        adoptedIf(target, (then) => isEnding(then) || !isOn(then)),
      );
    },
  };
}

const machinePath = ({ id }: Target): string => `/api/machines/${machineIdOf(id)}`;

const wasOn = (before: unknown, { member }: DeviceSwitch): boolean =>
  typeof before === "object" &&
  before !== null &&
  (before as Record<string, unknown>)[member] === true;

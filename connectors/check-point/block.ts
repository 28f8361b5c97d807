import type { ContainmentMethod, Mark, Together } from "../../domain/containing";
import type { Claim, Resolution, Target } from "../../domain/containment";
import { exactAddress } from "../exact-address";
import type { Checked } from "../checked";
import { ConnectorError, notConfigured } from "../connector-error";
import { addressOf, ensureHost, hostName, isExactly, removeHost } from "./hosts";
import { type Pause, publish } from "./publish";
import { changedResponse, groupResponse, messageResponse, sessionsResponse } from "./schema";
import { type Session, type Within, vendor } from "./session";

/**
 * Addresses as hosts in the one group that a drop rule uses. All that is to be changed is changed in one
 * session, and published as one: nobody sees half of it. Members are added and removed by name, so that
 * nobody else's is ever sent. https://sc1.checkpoint.com/documents/latest/APIs/#cli/set-group
 */
export function groupBlock(
  within: Within,
  group: string | undefined,
  pause: Pause,
): ContainmentMethod & { together: Together } & Checked {
  function named(): string {
    if (group === undefined) throw notConfigured(vendor, "CHECK_POINT_GROUP");
    return group;
  }

  const membersIn = async (session: Session): Promise<Set<string>> => {
    const { members } = await session.ask(groupResponse, "show-group", { name: named() });
    return new Set(members.map(({ name }) => name));
  };

  async function change(object: string, add: string[], remove: string[], mark: Mark) {
    if (object !== named()) {
      const message = `CHECK_POINT_GROUP names ${named()} now, not ${object}: nothing was changed`;
      throw new ConnectorError(vendor, "permanent", message);
    }
    const name = `durable-response ${object}`;
    await within({ name, description: mark.text }, async (session) => {
      await discardLeftBehind(session, name);
      const now = await membersIn(session);
      const joining = [...new Set(add)].filter((address) => !now.has(hostName(address)));
      const leaving = [...new Set(remove)].filter((address) => now.has(hostName(address)));
      for (const address of joining) await ensureHost(session, address, mark.text);
      if (joining.length > 0) await setMembers(session, "add", joining);
      if (leaving.length > 0) await setMembers(session, "remove", leaving);
      for (const address of leaving) await removeHost(session, address);
      if (joining.length > 0 || leaving.length > 0) await publish(session, pause);
    });
  }

  const setMembers = (session: Session, how: "add" | "remove", addresses: string[]) =>
    session.change(changedResponse, "set-group", {
      name: named(),
      members: { [how]: addresses.map(hostName) },
    });

  return {
    resolve: async (claim) => resolved(claim),

    look: async ({ id }) =>
      within(null, async (session) => {
        const host = await addressOf(session, id);
        const isMember = (await membersIn(session)).has(hostName(id));
        const isBlocked = isMember && isExactly(host, id);
        return { state: { host, isMember }, effect: isBlocked ? "in-effect" : "none" };
      }),

    act: async ({ id }, mark) => change(named(), [id], [], mark),
    undo: async ({ id }, _, mark) => change(named(), [], [id], mark),

    together: {
      objectOf: named,
      change: (object, add, remove, mark) => change(object, add.map(idOf), remove.map(idOf), mark),
    },

    /** Reads the group, which proves the key and its right to read. */
    async check() {
      const { size } = await within(null, membersIn);
      return `key accepted, ${size} member(s) of the group "${named()}"`;
    },
  };
}

/** Of a process that was killed: it keeps the objects that it changed, and one writer at a time is all there is. */
async function discardLeftBehind(session: Session, name: string): Promise<void> {
  const query = { limit: 500, "view-published-sessions": false, "details-level": "full" };
  const { objects } = await session.ask(sessionsResponse, "show-sessions", query);
  for (const { uid, name: found, changes } of objects) {
    if (found !== name || uid === session.uid || changes === 0) continue;
    await session.change(messageResponse, "discard", { uid });
  }
}

const resolved = (claim: Claim): Resolution =>
  exactAddress(claim, "This app blocks addresses only at Check Point");

const idOf = ({ id }: Target): string => id;

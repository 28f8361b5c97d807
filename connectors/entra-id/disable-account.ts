import type { ContainmentMethod } from "../../domain/containing";
import type { Graph } from "./client";
import type { Pause } from "./pace";
import { cannotRestore, memberOf } from "./restore";
import { resolveAccount } from "./resolve";
import { accountResponse } from "./schema";
import { untilSeen } from "./settled";
import { userPath } from "./user-at";

/**
 * Keeps an account from signing in: https://learn.microsoft.com/graph/api/user-update. Graph has no etag
 * for it; only `accountEnabled` is sent, so that nothing else can be overwritten.
 */
export function disableAccount(graph: () => Graph, pause: Pause): ContainmentMethod {
  async function isEnabled(id: string): Promise<boolean> {
    const { accountEnabled } = await graph().users.read(accountResponse, {
      method: "GET",
      path: `${userPath(id)}?$select=id,accountEnabled`,
      label: "/v1.0/users/{id}",
    });
    return accountEnabled;
  }

  async function set(id: string, accountEnabled: boolean): Promise<void> {
    await graph().enabling.send({
      method: "PATCH",
      path: userPath(id),
      label: "/v1.0/users/{id}",
      body: { accountEnabled },
    });
    await untilSeen(pause, async () => (await isEnabled(id)) === accountEnabled);
  }

  return {
    resolve: (claim) =>
      resolveAccount(graph(), claim, ({ label, isSynced }) =>
        isSynced
          ? `${label} is synchronised from Active Directory, so it cannot be disabled in the cloud: disable it in Active Directory; its sessions can be revoked here`
          : undefined,
      ),
    async look({ id }) {
      const accountEnabled = await isEnabled(id);
      return { state: { accountEnabled }, effect: accountEnabled ? "none" : "in-effect" };
    },
    act: ({ id }) => set(id, false),
    async undo({ id, label }, before) {
      if (memberOf(before, "accountEnabled") !== true) {
        throw cannotRestore(`${label} was not enabled before, so it was not enabled`);
      }
      if (!(await isEnabled(id))) await set(id, true);
    },
  };
}

import type { ContainmentMethod } from "../../domain/containing";
import type { Graph } from "./client";
import type { Pause } from "./pace";
import { cannotRestore, memberOf } from "./restore";
import { isExternal, resolveAccount } from "./resolve";
import { passwordProfileResponse } from "./schema";
import { untilSeen } from "./settled";
import { userPath } from "./user-at";

const flag = "forceChangePasswordNextSignIn";
const withMfa = "forceChangePasswordNextSignInWithMfa";

/**
 * Lets an account sign in only with a new password: https://learn.microsoft.com/graph/api/user-update.
 * Only the one flag is sent, never a password. Entra ID clears it by itself when the password was changed.
 */
export function requirePasswordChange(graph: () => Graph, pause: Pause): ContainmentMethod {
  async function read(id: string) {
    const { passwordProfile: profile } = await graph().users.read(passwordProfileResponse, {
      method: "GET",
      path: `${userPath(id)}?$select=id,passwordProfile`,
      label: "/v1.0/users/{id}",
    });
    return { [flag]: profile?.[flag] === true, [withMfa]: profile?.[withMfa] === true };
  }

  async function set(id: string, isRequired: boolean): Promise<void> {
    await graph().passwords.send({
      method: "PATCH",
      path: userPath(id),
      label: "/v1.0/users/{id}",
      body: { passwordProfile: { [flag]: isRequired } },
    });
    await untilSeen(pause, async () => (await read(id))[flag] === isRequired);
  }

  return {
    resolve: (claim) =>
      resolveAccount(graph(), claim, ({ label, isSynced }, user) => {
        if (isExternal(user)) {
          return `${label} is a guest, whose password is its home tenant's: is it to be disabled?`;
        }
        return isSynced
          ? `${label} is synchronised from Active Directory, so its password is changed there: reset it in Active Directory; its sessions can be revoked here`
          : undefined;
      }),
    async look({ id }) {
      const state = await read(id);
      return { state, effect: state[flag] || state[withMfa] ? "in-effect" : "none" };
    },
    act: ({ id }) => set(id, true),
    async undo({ id, label }, before) {
      if (memberOf(before, flag) !== false || memberOf(before, withMfa) !== false) {
        throw cannotRestore(
          `${label} had to change its password before, so that was left as it is`,
        );
      }
      if ((await read(id))[flag]) await set(id, false);
    },
  };
}

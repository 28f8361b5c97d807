import type { ContainmentMethod } from "../../domain/containing";
import type { Graph } from "./client";
import type { Pause } from "./pace";
import { isExternal, resolveAccount } from "./resolve";
import { cannotRestore } from "./restore";
import { sessionsResponse } from "./schema";
import { untilSeen } from "./settled";
import { userPath } from "./user-at";

/** Graph tells whole seconds, and two clocks are never the same. */
const toleranceMs = 2_000;

/**
 * Ends every session of an account: https://learn.microsoft.com/graph/api/user-revokesigninsessions. Its
 * `state` is empty: the moment that sessions count from also moves by itself, as with a new password.
 */
export function revokeSessions(graph: () => Graph, pause: Pause): ContainmentMethod {
  async function isRevoked(id: string, since: string): Promise<boolean> {
    const { signInSessionsValidFromDateTime: from } = await graph().users.read(sessionsResponse, {
      method: "GET",
      path: `${userPath(id)}?$select=id,signInSessionsValidFromDateTime`,
      label: "/v1.0/users/{id}",
    });
    return typeof from === "string" && Date.parse(from) >= Date.parse(since) - toleranceMs;
  }

  return {
    resolve: (claim) =>
      resolveAccount(graph(), claim, ({ label }, user) =>
        isExternal(user)
          ? `${label} is a guest, whose sessions are its home tenant's: revoking them here does nothing; is it to be disabled?`
          : undefined,
      ),
    async look({ id }, { since }) {
      return { state: {}, effect: (await isRevoked(id, since)) ? "in-effect" : "none" };
    },
    async act({ id }, { since }) {
      await graph().revoking.send({
        method: "POST",
        path: `${userPath(id)}/revokeSignInSessions`,
        label: "/v1.0/users/{id}/revokeSignInSessions",
      });
      await untilSeen(pause, () => isRevoked(id, since));
    },
    async undo({ label }) {
      throw cannotRestore(`The sessions of ${label} cannot be given back: its user signs in again`);
    },
  };
}

import type { ContainmentMethod } from "../../domain/containing";
import type { Graph } from "./client";
import type { Pause } from "./pace";
import { isExternal, resolveAccount } from "./resolve";
import { cannotRestore, memberOf } from "./restore";
import { riskStateOf } from "./risky-user";
import { untilSeen } from "./settled";
import { userPath } from "./user-at";

const riskyUsers = "/v1.0/identityProtection/riskyUsers";

/**
 * Tells Identity Protection that an account is compromised, by which risk-based policies take effect:
 * https://learn.microsoft.com/graph/api/riskyuser-confirmcompromised. Its `state` says "none" for all ways
 * of being at no risk: dismissing brings back that, and no more.
 */
export function confirmCompromised(graph: () => Graph, pause: Pause): ContainmentMethod {
  async function tell(id: string, action: "confirmCompromised" | "dismiss"): Promise<void> {
    userPath(id); // throws for what is no object id
    await graph().confirming.send({
      method: "POST",
      path: `${riskyUsers}/${action}`,
      body: { userIds: [id] },
    });
    const wanted = action === "dismiss" ? "none" : "confirmedCompromised";
    await untilSeen(pause, async () => (await riskStateOf(graph().reading, id)) === wanted);
  }

  return {
    resolve: (claim) =>
      resolveAccount(graph(), claim, ({ label }, user) =>
        isExternal(user)
          ? `${label} is a guest, whose risk is its home tenant's: confirming it here does nothing; is it to be disabled?`
          : undefined,
      ),
    async look({ id }) {
      const riskState = await riskStateOf(graph().reading, id);
      const effect = riskState === "confirmedCompromised" ? "in-effect" : "none";
      return { state: { riskState }, effect };
    },
    act: ({ id }) => tell(id, "confirmCompromised"),
    async undo({ id, label }, before) {
      if (memberOf(before, "riskState") !== "none") {
        throw cannotRestore(
          `${label} was at risk before, and dismissing would hide that: look at it in Identity Protection`,
        );
      }
      if ((await riskStateOf(graph().reading, id)) !== "none") await tell(id, "dismiss");
    },
  };
}

import type { ContainmentMethod } from "../../domain/containing";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { BlockGroup } from "./group";
import type { Pause } from "./pace";
import { cannotRestore, memberOf } from "./restore";
import { resolveAccount } from "./resolve";
import { memberResponse } from "./schema";
import { untilSeen } from "./settled";
import { userPath } from "./user-at";
import type { Graph } from "./client";

/**
 * Puts an account into the one group that a Conditional Access policy blocks, beside whoever else is in it:
 * https://learn.microsoft.com/graph/api/group-post-members. Its `state` names the group, so that what was
 * put into one is not looked for in another.
 */
export function blockGroup(graph: () => Graph, group: BlockGroup, pause: Pause): ContainmentMethod {
  const memberPath = (id: string) => {
    userPath(id); // throws for what is no object id
    return {
      path: `${group.path()}/members/${id}/$ref`,
      label: "/v1.0/groups/{id}/members/{id}/$ref",
    };
  };

  const isMember = (id: string): Promise<boolean> =>
    graph()
      .groups.read(memberResponse, { method: "GET", ...memberPath(id) })
      .then(() => true)
      .catch(ifNotFound(false));

  return {
    async resolve(claim) {
      await group.usable();
      return resolveAccount(graph(), claim, () => undefined);
    },
    async look({ id }) {
      const [found, isIn] = [await group.read(), await isMember(id)];
      return {
        state: { group: found.id, isMember: isIn },
        effect: isIn ? "in-effect" : "none",
      };
    },
    async act({ id }) {
      memberPath(id);
      await group.usable();
      await graph()
        .grouping.send({
          method: "POST",
          path: `${group.path()}/members/$ref`,
          label: "/v1.0/groups/{id}/members/$ref",
          body: { "@odata.id": group.addressOf(id) },
        })
        .catch(ifAlreadyIn);
      await untilSeen(pause, () => isMember(id));
    },
    async undo({ id, label }, before) {
      const { id: now } = await group.usable();
      if (memberOf(before, "isMember") !== false || memberOf(before, "group") !== now) {
        throw cannotRestore(
          `${label} was in the group before, or ENTRA_BLOCK_GROUP names another one now, so it was not taken out`,
        );
      }
      // Without "/$ref" it would be the account itself that is deleted.
      await graph()
        .grouping.send({ method: "DELETE", ...memberPath(id) })
        .then(() => untilSeen(pause, async () => !(await isMember(id))), ifNotFound(undefined));
    },
  };
}

function ifAlreadyIn(error: unknown): void {
  const isIn =
    error instanceof ConnectorError &&
    error.status === 400 &&
    /references already exist/i.test(error.message);
  if (!isIn) throw error;
}

import type { ContainmentMethod } from "../../domain/containing";
import { ConnectorError } from "../connector-error";
import { deleteMethod, methodsOf, unknownOf } from "./authentication-methods";
import { type Graph, vendor } from "./client";
import type { Pause } from "./pace";
import { isExternal, resolveAccount } from "./resolve";
import { cannotRestore } from "./restore";
import type { AuthenticationMethod } from "./schema";
import { untilSeen } from "./settled";
import { userPath } from "./user-at";

/**
 * Deletes all by which an account proves who it is, but its password:
 * https://learn.microsoft.com/graph/api/resources/authenticationmethods-overview. Its `state` lists what
 * is registered. Nothing is deleted where one of them could not be.
 */
export function resetMfaMethods(graph: () => Graph, pause: Pause): ContainmentMethod {
  return {
    async resolve(claim) {
      const resolution = await resolveAccount(graph(), claim, ({ label }, user) =>
        isExternal(user)
          ? `${label} is a guest, whose methods of authentication are its home tenant's: is it to be disabled?`
          : undefined,
      );
      if (!("found" in resolution)) return resolution;
      const { id, label } = resolution.found;
      const unknown = unknownOf(await methodsOf(graph(), id));
      return unknown.length === 0 ? resolution : { question: `${notAll(label, unknown)}?` };
    },
    async look({ id }) {
      const methods = await methodsOf(graph(), id);
      return {
        state: { methods: methods.map((one) => `${one.type}/${one.id}`).toSorted() },
        effect: methods.length === 0 ? "in-effect" : "none",
      };
    },
    async act({ id, label }) {
      userPath(id); // throws for what is no object id
      const methods = await methodsOf(graph(), id);
      const unknown = unknownOf(methods);
      if (unknown.length > 0) throw new ConnectorError(vendor, "permanent", notAll(label, unknown));
      const isAnyDeleted = await deleteAll(graph(), id, methods);
      if (isAnyDeleted)
        await untilSeen(pause, async () => (await methodsOf(graph(), id)).length === 0);
    },
    async undo({ label }) {
      throw cannotRestore(
        `The methods of authentication of ${label} cannot be given back: its user registers anew`,
      );
    },
  };
}

const notAll = (label: string, types: string[]): string =>
  `${label} has registered what this app cannot delete (${types.join(", ")}), so nothing was: is it to be reset by hand in Entra ID`;

/**
 * The default method, and a phone with a second number, are refused while others are there: what is
 * refused is tried again after the others, for as long as that helps. Says whether anything was deleted.
 */
async function deleteAll(
  graph: Graph,
  id: string,
  methods: AuthenticationMethod[],
): Promise<boolean> {
  let isAnyDeleted = false;
  for (let left = methods; left.length > 0;) {
    const refused: AuthenticationMethod[] = [];
    let refusal: unknown;
    for (const method of left) {
      try {
        if (await deleteMethod(graph, id, method)) isAnyDeleted = true;
      } catch (error) {
        if (!isRefusedForNow(error)) throw isAnyDeleted ? halfDone(error) : error;
        refusal = error;
        refused.push(method);
      }
    }
    if (refused.length === left.length) throw isAnyDeleted ? halfDone(refusal) : refusal;
    left = refused;
  }
  return isAnyDeleted;
}

const isRefusedForNow = (error: unknown): boolean =>
  error instanceof ConnectorError && error.status === 400;

/** Of several writes the first were made: that is not to be forgotten, whatever the last one says. */
const halfDone = (error: unknown): unknown =>
  error instanceof ConnectorError ? error.asHappened() : error;

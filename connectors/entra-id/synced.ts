import { ConnectorError } from "../connector-error";
import type { Graph } from "./client";
import { type User, syncBehaviorResponse } from "./schema";
import { userPath } from "./user-at";

/**
 * Whether a user is mastered on premises: what is changed in the cloud is refused, or does not last. One
 * whose source of authority was moved to the cloud is not; where that cannot be read, it is.
 */
export async function isSynced(graph: Graph, user: User): Promise<boolean> {
  if (user.onPremisesSyncEnabled !== true) return false;
  const { isCloudManaged } = await graph.users
    .read(syncBehaviorResponse, {
      method: "GET",
      path: `${userPath(user.id)}/onPremisesSyncBehavior?$select=isCloudManaged`,
      label: "/v1.0/users/{id}/onPremisesSyncBehavior",
    })
    .catch(ifItCannotBeRead);
  return isCloudManaged !== true;
}

function ifItCannotBeRead(error: unknown): { isCloudManaged: false } {
  const isRefused = error instanceof ConnectorError && [400, 403, 404].includes(error.status ?? 0);
  if (isRefused) return { isCloudManaged: false };
  throw error;
}

import type { World } from "../simulator";
import type { QueryRequest } from "./query-request";

/** A query that was asked, and how it ended. */
export interface AskedQuery extends QueryRequest {
  /** ISO 8601. */
  at: string;
  workspaceId: string;
  tables: string[];
  status: number;
}

const kept = 1_000;

/** The last queries, newest last; kept in memory only. */
export function createQueryLog(world: World) {
  const queries: AskedQuery[] = [];
  return {
    add(query: Omit<AskedQuery, "at">): void {
      queries.push({ at: new Date(world.now()).toISOString(), ...query });
      if (queries.length > kept) queries.shift();
    },
    list: (): AskedQuery[] => [...queries],
  };
}

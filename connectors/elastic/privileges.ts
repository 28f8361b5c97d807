import { cleanLine } from "../../domain/clean-text";
import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { vendor } from "./client";
import { privilegesResponse } from "./schema";

/** Asks whether the key has a privilege on some indexes; answers whose key it is, throws which it has not. */
export async function confirmPrivilege(
  http: Http,
  privilege: "read" | "create_doc",
  indexes: readonly string[],
): Promise<string> {
  const { username, index } = await http.read(privilegesResponse, {
    method: "POST",
    path: "/_security/user/_has_privileges",
    body: { index: [{ names: indexes, privileges: [privilege] }] },
  });
  const lacking = indexes.filter((name) => index[name]?.[privilege] !== true);
  if (lacking.length === 0) return cleanLine(username, 60);
  const message = `The API key has not the privilege ${privilege} on ${lacking.join(", ")}: give it this one, and no other`;
  throw new ConnectorError(vendor, "auth", message);
}

import type { SimulatedRequest } from "../simulator";
import { isSame } from "./directory";
import { requestBadRequest, unsupportedQuery } from "./directory-problem";
import { type DirectoryUser, shownUser } from "./directory-user";
import type { Problem } from "./problem";

const simple = ["id", "userPrincipalName", "mail", "onPremisesSecurityIdentifier"];
/** https://learn.microsoft.com/graph/aad-advanced-queries */
const advanced = ["onPremisesSamAccountName", "onPremisesDomainName", "securityIdentifier"];

type Predicate = (user: DirectoryUser) => boolean;

/** The users that a `$filter` means. Of the language it knows `name eq 'text'`, and no other operator. */
export function usersFilter(request: SimulatedRequest): Predicate | Problem {
  const source = request.query.get("$filter");
  if (source === null) return () => true;
  const [, name = "", literal] = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/.exec(source) ?? [];
  if (literal === undefined) {
    return requestBadRequest(`Invalid filter clause: Syntax error in '${source.slice(0, 200)}'.`);
  }
  if (![...simple, ...advanced].includes(name)) {
    return requestBadRequest(
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    );
  }
  if (advanced.includes(name) && !isAdvanced(request)) return unsupportedQuery;
  const value = literal.replaceAll("''", "'");
  return (user) => {
    const shown = shownUser(user, name);
    const member = typeof shown === "string" ? undefined : shown[name];
    return typeof member === "string" && isSame(member, value);
  };
}

/** Whether a request may use what only the index of the directory can answer. */
export const isAdvanced = ({ headers, query }: SimulatedRequest): boolean =>
  headers["consistencylevel"]?.toLowerCase() === "eventual" && query.get("$count") === "true";

import { vendor } from "./client";
import { ConnectorError } from "../connector-error";
import type { HttpRequest } from "../http";
import { userMembers } from "./schema";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a user is, by object id and by nothing else; throws for what is no object id. */
export function userPath(id: string): string {
  if (guid.test(id)) return `/v1.0/users/${id}`;
  throw new ConnectorError(vendor, "permanent", "The id of an account must be an object id");
}

/** By object id. */
export const userById = (id: string): HttpRequest => ({
  method: "GET",
  path: `${userPath(id)}?$select=${userMembers}`,
  label: "/v1.0/users/{id}",
});

/** By user principal name: one that begins with "$" has to stand in brackets. */
export const userByName = (name: string): HttpRequest => ({
  method: "GET",
  path: `/v1.0/users${
    name.startsWith("$")
      ? `('${encodeURIComponent(name.replaceAll("'", "''"))}')`
      : `/${encodeURIComponent(name)}`
  }?$select=${userMembers}`,
  label: "/v1.0/users/{userPrincipalName}",
});

/** Those whose member is equal to a text; several show that there is no one. */
export const usersWith = (
  member: "onPremisesSecurityIdentifier" | "onPremisesSamAccountName",
  value: string,
): HttpRequest => ({
  method: "GET",
  path: `/v1.0/users?$filter=${encodeURIComponent(`${member} eq ${literal(value)}`)}&$select=${userMembers}&$count=true`,
  label: "/v1.0/users",
  // https://learn.microsoft.com/graph/aad-advanced-queries
  headers: { ConsistencyLevel: "eventual" },
});

/** A text in an OData expression, in which an apostrophe is written twice. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

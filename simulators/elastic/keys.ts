import { ElasticError } from "./errors";

/** An API key, and what it was made for. */
export interface ApiKey {
  id: string;
  name: string;
  /** As it is sent: the id and the key in Base64. */
  encoded: string;
  /** Who made it. */
  username: string;
  grants: Grant[];
  /** The Kibana privilege Security in the default space; none when left out. */
  kibana?: "read" | "all";
}

/** Privileges on indexes, each of which may end with an asterisk. */
export interface Grant {
  names: string[];
  privileges: string[];
}

/** https://www.elastic.co/docs/reference/elasticsearch/security-privileges */
const wider: Readonly<Record<string, readonly string[]>> = {
  read: ["read", "all"],
  create_doc: ["create_doc", "create", "index", "write", "all"],
  write: ["write", "all"],
  maintenance: ["maintenance", "manage", "all"],
  auto_configure: ["auto_configure", "create_index", "manage", "all"],
};

/** Whether a name, or a pattern, is covered by another one. */
export const covers = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

export const may = ({ grants }: ApiKey, privilege: string, name: string): boolean =>
  grants.some(
    ({ names, privileges }) =>
      names.some((pattern) => covers(pattern, name)) &&
      privileges.some((one) => (wider[privilege] ?? [privilege, "all"]).includes(one)),
  );

/** Whether it has a privilege on anything. */
export const hasSome = ({ grants }: ApiKey, privilege: string): boolean =>
  grants.some(({ privileges }) => privileges.some((one) => wider[privilege]!.includes(one)));

export function unauthorized(
  { id, username }: ApiKey,
  action: string,
  privilege: string,
  names: readonly string[],
): ElasticError {
  const on = names.length > 0 ? ` on indices [${names.join(",")}]` : "";
  const by = wider[privilege]!.join(",");
  return new ElasticError(
    403,
    "security_exception",
    `action [${action}] is unauthorized for API key id [${id}] of user [${username}]${on}, this action is granted by the index privileges [${by}]`,
  );
}

export const unauthenticated = (header: string | undefined, path: string): ElasticError =>
  new ElasticError(
    401,
    "security_exception",
    header === undefined
      ? `missing authentication credentials for REST request [${path}]`
      : "unable to authenticate with provided credentials and anonymous access is not allowed for this request",
    { header: { "WWW-Authenticate": ["ApiKey"] } },
  );

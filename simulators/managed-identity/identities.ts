/** One Managed Identity that is assigned to the simulated app. */
export interface Identity {
  clientId: string;
  /** Object id of its service principal. */
  principalId: string;
  /** ARM id; only user-assigned identities have one of their own. */
  resourceId?: string;
  /** Application permissions by resource, for `roles` in its tokens. */
  roles?: Record<string, string[]>;
}

/** The identity that answers when a request names none. */
export const systemAssigned: Identity = {
  clientId: "7f0c0000-0000-4000-8000-00000000c1d0",
  principalId: "7f0c0000-0000-4000-8000-000000000b1d",
};

/** The identity that the deployment makes. */
export const userAssigned: Identity = {
  clientId: "5a0c0000-0000-4000-8000-00000000c1d0",
  principalId: "5a0c0000-0000-4000-8000-000000000b1d",
  resourceId:
    "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/soar/providers/Microsoft.ManagedIdentity/userAssignedIdentities/durable-response",
};

const selectors: Record<string, (identity: Identity) => string | undefined> = {
  client_id: ({ clientId }) => clientId,
  object_id: ({ principalId }) => principalId,
  principal_id: ({ principalId }) => principalId,
  mi_res_id: ({ resourceId }) => resourceId,
};

/** The identity that a token request names, or the system-assigned one; undefined when unknown. */
export function identityFor(
  query: URLSearchParams,
  assigned: { system: Identity | undefined; user: readonly Identity[] },
): Identity | undefined {
  const named = Object.keys(selectors).filter((name) => query.has(name));
  const [name] = named;
  if (name === undefined) return assigned.system;
  if (named.length > 1) return undefined;
  const wanted = query.get(name)?.toLowerCase();
  const all = assigned.system ? [...assigned.user, assigned.system] : assigned.user;
  return all.find((identity) => selectors[name]?.(identity)?.toLowerCase() === wanted);
}

/** A user as it is kept. */
export interface UserRow {
  id: number;
  login: string;
  type: string;
  name: string | null;
  email: string | null;
  /** Of the server. */
  site_admin: boolean;
  suspended_at: string | null;
  suspensionReason: string | null;
  /** In the organization: none, or what they are. */
  membership: { role: "admin" | "member" | "billing_manager"; state: "active" | "pending" } | null;
}

/** What a user is unless a scene says otherwise. */
export const userOf = (known: Partial<UserRow> & { id: number; login: string }): UserRow => ({
  type: "User",
  name: null,
  email: null,
  site_admin: false,
  suspended_at: null,
  suspensionReason: null,
  membership: { role: "member", state: "active" },
  ...known,
});

/** Somebody of the samples, somebody like them, administrators, and who cannot be removed. */
export const testUsers: readonly UserRow[] = [
  userOf({ id: 5001, login: "alex-contoso", name: "Alex", email: "alex@contoso.example" }),
  userOf({ id: 5002, login: "alex-contoso2" }),
  userOf({
    id: 5003,
    login: "octo-admin",
    site_admin: true,
    membership: { role: "admin", state: "active" },
  }),
  userOf({ id: 5004, login: "invited", membership: { role: "member", state: "pending" } }),
  userOf({ id: 5005, login: "outsider", membership: null }),
  userOf({ id: 5006, login: "contoso-tools", type: "Organization", membership: null }),
];

/** A user as the API shows it; the server tells more. */
export const userAnswer = (row: UserRow, url: string, isServer: boolean): object => {
  const { id, login, type, name, email, site_admin, suspended_at } = row;
  return {
    login,
    id,
    node_id: `U_${id}`,
    url: `${url}/users/${login}`,
    type,
    site_admin: isServer && site_admin,
    name,
    email,
    ...(isServer && { suspended_at }),
  };
};

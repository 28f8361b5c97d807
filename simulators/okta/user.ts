/** A user as it is kept. */
export interface UserRow {
  id: string;
  status: string;
  statusChanged: string;
  lastUpdated: string;
  profile: {
    login: string;
    email: string;
    firstName: string;
    lastName: string;
    secondEmail: string | null;
  };
  roles: RoleRow[];
  /** How many sessions are open, and whether there are tokens of OpenID Connect and remembered devices. */
  sessions: number;
  hasTokens: boolean;
  hasDevices: boolean;
}

export interface RoleRow {
  type: string;
  label: string;
  assignmentType: "USER" | "GROUP";
}

const beginning = "2026-01-05T08:00:00.000Z";

/** What a user is unless a scene says otherwise. */
export const userOf = (known: Partial<UserRow> & { id: string; login: string }): UserRow => {
  const { login, ...rest } = known;
  const [first = "", last = first] = login.split("@", 1)[0]!.split(".");
  return {
    status: "ACTIVE",
    statusChanged: beginning,
    lastUpdated: beginning,
    profile: { login, email: login, firstName: first, lastName: last, secondEmail: null },
    roles: [],
    sessions: 2,
    hasTokens: true,
    hasDevices: true,
    ...rest,
  };
};

const idOf = (number: number): string => `00u${String(number).padStart(17, "0")}`;

/** Somebody of the samples, somebody like them, administrators, and who cannot be suspended. */
export const testUsers: readonly UserRow[] = [
  userOf({ id: idOf(1), login: "alex@contoso.example" }),
  userOf({ id: idOf(2), login: "alexa@contoso.example" }),
  userOf({
    id: idOf(3),
    login: "org.admin@contoso.example",
    roles: [
      { type: "SUPER_ADMIN", label: "Super Organization Administrator", assignmentType: "USER" },
    ],
  }),
  userOf({
    id: idOf(4),
    login: "help.desk@contoso.example",
    roles: [{ type: "HELP_DESK_ADMIN", label: "Help Desk Administrator", assignmentType: "GROUP" }],
  }),
  userOf({ id: idOf(5), login: "locked@contoso.example", status: "LOCKED_OUT" }),
  userOf({ id: idOf(6), login: "gone@contoso.example", status: "DEPROVISIONED", sessions: 0 }),
  userOf({ id: idOf(7), login: "new@contoso.example", status: "STAGED", sessions: 0 }),
];

/** A user as the API shows it: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export const userAnswer = (row: UserRow, url: string): object => {
  const self = `${url}/api/v1/users/${row.id}`;
  return {
    id: row.id,
    status: row.status,
    created: beginning,
    activated: row.status === "STAGED" ? null : beginning,
    statusChanged: row.statusChanged,
    lastLogin: null,
    lastUpdated: row.lastUpdated,
    passwordChanged: beginning,
    type: { id: "otyfnjfba4ye7pgjB0g4" },
    profile: row.profile,
    credentials: { provider: { type: "OKTA", name: "OKTA" } },
    _links: {
      self: { href: self },
      ...(row.status === "ACTIVE" && {
        suspend: { href: `${self}/lifecycle/suspend`, method: "POST" },
      }),
      ...(row.status === "SUSPENDED" && {
        unsuspend: { href: `${self}/lifecycle/unsuspend`, method: "POST" },
      }),
    },
  };
};

import type { Claim } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface User {
  id: string;
  userPrincipalName: string;
  accountEnabled: boolean;
  signInSessionsValidFromDateTime?: string;
  displayName?: string;
  passwordProfile?: Record<string, boolean> | null;
  authenticationMethods?: Method[];
  risk: { riskState: string; [member: string]: string } | null;
}

interface Method {
  id: string;
  type: string;
  isDefault?: boolean;
}

interface Group {
  id: string;
  members: string[];
}

const id = "99999999-9999-9999-9999-999999999999";
const claim: Claim = {
  kind: "account",
  account: { kind: "Account", label: "alex@contoso.example", aadUserId: id },
};
const protectedBy = { accounts: [id, "alex@contoso.example", "ale*"] };
const usersIn = (vendors: RunningSimulators): User[] =>
  (vendors.state("microsoft-graph") as { users: User[] }).users;
const alexIn = (vendors: RunningSimulators): User =>
  usersIn(vendors).find((user) => user.id === id)!;
const withAlex = (vendors: RunningSimulators, changed: Partial<User>): void =>
  vendors.scene("microsoft-graph", {
    users: usersIn(vendors).map((user) => (user.id === id ? { ...user, ...changed } : user)),
  });

const groupsIn = (vendors: RunningSimulators): Group[] =>
  (vendors.state("microsoft-graph") as { groups: Group[] }).groups;
const withMembers = (vendors: RunningSimulators, change: (members: string[]) => string[]): void =>
  vendors.scene("microsoft-graph", {
    groups: groupsIn(vendors).map((group) => ({ ...group, members: change(group.members) })),
  });

const kim = "9a11b0c5-0000-4000-8000-000000000011";
const lee = "9a11b0c5-0000-4000-8000-000000000014";
const backup = "9a11b0c5-0000-4000-8000-000000000012";
const accountOf = (aadUserId: string): Claim => ({
  kind: "account",
  account: { kind: "Account", label: aadUserId, aadUserId },
});
const atRisk = {
  riskLevel: "high",
  riskState: "atRisk",
  riskDetail: "none",
  riskLastUpdatedDateTime: "2026-11-24T02:20:00Z",
};
const methods: Method[] = [
  { id: "app-1", type: "microsoftAuthenticatorAuthenticationMethod", isDefault: true },
  { id: "3179e48a-750b-4051-897c-87b9720928f7", type: "phoneAuthenticationMethod" },
  { id: "key-1", type: "fido2AuthenticationMethod" },
];

export const cases: ContainmentCase[] = [
  {
    kind: "disable-account",
    simulator: "microsoft-graph",
    claim,
    state: usersIn,
    // Enabled again by somebody: that is as it was before us, and nothing is sent.
    meddling: {
      outcome: "kept",
      by: (vendors) => withAlex(vendors, { accountEnabled: true, displayName: "Alex W." }),
      isKept: (vendors) =>
        alexIn(vendors).accountEnabled && alexIn(vendors).displayName === "Alex W.",
    },
    protectedBy,
  },
  {
    kind: "block-group",
    simulator: "microsoft-graph",
    claim,
    // Somebody is in the group who stays there.
    arrange: (vendors) => withMembers(vendors, () => [kim]),
    state: groupsIn,
    meddling: {
      outcome: "kept",
      by: (vendors) => withMembers(vendors, (members) => [...members, backup]),
      isKept: (vendors) =>
        [kim, backup].every((one) => groupsIn(vendors)[0]!.members.includes(one)),
    },
    together: [accountOf(lee)],
    protectedBy,
  },
  {
    kind: "require-password-change",
    simulator: "microsoft-graph",
    claim,
    arrange: (vendors) =>
      withAlex(vendors, {
        passwordProfile: {
          forceChangePasswordNextSignIn: false,
          forceChangePasswordNextSignInWithMfa: false,
        },
      }),
    state: usersIn,
    meddling: {
      outcome: "left",
      by: (vendors) =>
        withAlex(vendors, {
          passwordProfile: {
            forceChangePasswordNextSignIn: true,
            forceChangePasswordNextSignInWithMfa: true,
          },
        }),
    },
    protectedBy,
  },
  {
    kind: "reset-mfa-methods",
    simulator: "microsoft-graph",
    claim,
    arrange: (vendors) => withAlex(vendors, { authenticationMethods: methods }),
    state: (vendors) => alexIn(vendors).authenticationMethods,
    // What its user registers anew is its own.
    meddling: {
      outcome: "kept",
      by: (vendors) => withAlex(vendors, { authenticationMethods: [methods[2]!] }),
      isKept: (vendors) => alexIn(vendors).authenticationMethods?.length === 1,
    },
    protectedBy,
  },
  {
    kind: "revoke-sessions",
    simulator: "microsoft-graph",
    claim,
    state: (vendors) => alexIn(vendors).signInSessionsValidFromDateTime,
    meddling: {
      outcome: "kept",
      by: (vendors) =>
        withAlex(vendors, { signInSessionsValidFromDateTime: "2099-01-01T00:00:00Z" }),
      isKept: (vendors) =>
        alexIn(vendors).signInSessionsValidFromDateTime === "2099-01-01T00:00:00Z",
    },
    protectedBy,
  },
  {
    kind: "confirm-compromised",
    simulator: "microsoft-graph",
    claim,
    // Whoever was at risk before stays so: the undo of that is a human's.
    arrange: (vendors) => withAlex(vendors, { risk: null }),
    state: (vendors) => ["confirmedCompromised"].includes(alexIn(vendors).risk?.riskState ?? ""),
    // Identity Protection saw something new of it since.
    meddling: { outcome: "left", by: (vendors) => withAlex(vendors, { risk: atRisk }) },
    protectedBy,
  },
];

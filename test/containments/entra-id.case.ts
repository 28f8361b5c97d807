import type { Claim } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface User {
  id: string;
  userPrincipalName: string;
  accountEnabled: boolean;
  signInSessionsValidFromDateTime?: string;
  risk: { riskState: string } | null;
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

export const cases: ContainmentCase[] = [
  {
    kind: "disable-account",
    simulator: "microsoft-graph",
    claim,
    state: usersIn,
    protectedBy,
  },
  {
    kind: "revoke-sessions",
    simulator: "microsoft-graph",
    claim,
    state: (vendors) => alexIn(vendors).signInSessionsValidFromDateTime,
    protectedBy,
  },
  {
    kind: "confirm-compromised",
    simulator: "microsoft-graph",
    claim,
    // Whoever was at risk before stays so: the undo of that is a human's.
    arrange: (vendors) => withAlex(vendors, { risk: null }),
    state: (vendors) => ["confirmedCompromised"].includes(alexIn(vendors).risk?.riskState ?? ""),
    protectedBy,
  },
];

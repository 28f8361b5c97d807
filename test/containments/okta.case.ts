import type { Claim } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import type { UserRow } from "../../simulators/okta/user";
import type { ContainmentCase } from "./case";

const id = "00u00000000000000001";
const login = "alex@contoso.example";
const claim: Claim = {
  kind: "account",
  account: { kind: "Account", label: login, userPrincipalName: login },
};
const protectedBy = { accounts: [id, login, "ale*"] };
const usersIn = (vendors: RunningSimulators): UserRow[] =>
  (vendors.state("okta") as { users: UserRow[] }).users;
const arrange = (vendors: RunningSimulators): void =>
  vendors.scene("okta", { perMinute: 10_000, logDelaySeconds: 0 });

export const cases: ContainmentCase[] = [
  {
    kind: "okta-suspend-user",
    simulator: "okta",
    // A token changes nothing.
    isWrite: ({ method, path }) => method !== "GET" && !path.startsWith("/oauth2/"),
    claim,
    arrange,
    state: (vendors) =>
      usersIn(vendors).map((user) => ({ ...user, statusChanged: "", lastUpdated: "" })),
    meddling: {
      outcome: "left",
      // Unsuspended, and suspended anew for a reason of their own.
      by(vendors) {
        const user = usersIn(vendors).find((one) => one.id === id)!;
        const users = [{ ...user, statusChanged: "2026-11-24T23:00:00.000Z" }];
        vendors.scene("okta", { users });
      },
    },
    protectedBy,
  },
  {
    kind: "okta-clear-sessions",
    simulator: "okta",
    isWrite: ({ method, path }) => method !== "GET" && !path.startsWith("/oauth2/"),
    claim,
    arrange,
    state: usersIn,
    protectedBy,
  },
];

import type { Claim } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import type { UserRow } from "../../simulators/github/user";
import type { ContainmentCase } from "./case";

const login = "alex-contoso";
const claimIn = (ntDomain: string): Claim => ({
  kind: "account",
  account: { kind: "Account", label: `${ntDomain}\\${login}`, name: login, ntDomain },
});
const usersIn = (vendors: RunningSimulators): UserRow[] =>
  (vendors.state("github") as { users: UserRow[] }).users;
const protectedBy = { accounts: ["5001", login, "alex@contoso.example", "alex-*"] };
// A token changes nothing.
const isWrite: ContainmentCase["isWrite"] = ({ method, path }) =>
  method !== "GET" && !path.startsWith("/app/");
const arrange = (vendors: RunningSimulators): void => vendors.scene("github", { perHour: 100_000 });

export const cases: ContainmentCase[] = [
  {
    kind: "github-suspend-user",
    simulator: "github",
    isWrite,
    claim: claimIn("127.0.0.1"),
    arrange,
    state: usersIn,
    meddling: {
      outcome: "left",
      // Unsuspended, and suspended anew for a reason of their own.
      by(vendors) {
        const users = usersIn(vendors).map((user) =>
          user.login === login ? { ...user, suspended_at: "2026-11-24T23:00:00Z" } : user,
        );
        vendors.scene("github", { users });
      },
    },
    protectedBy,
  },
  {
    kind: "github-remove-member",
    simulator: "github",
    isWrite,
    claim: claimIn("github.com"),
    arrange,
    state: usersIn,
    protectedBy,
  },
];

import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface User {
  id: string;
  suspensionReason?: string;
}
const id = "104857600000000000101";
const email = "alex@contoso.example";
const usersIn = (vendors: RunningSimulators): User[] =>
  (vendors.state("google") as { users: User[] }).users;

export const cases: ContainmentCase[] = [
  {
    kind: "suspend-workspace-user",
    simulator: "google",
    isWrite: ({ method, path }) => method !== "GET" && path.startsWith("/directory/"),
    claim: {
      kind: "account",
      account: { kind: "Account", label: email, userPrincipalName: email },
    },
    // Signing out has no undo: whoever was signed in signs in again.
    state: (vendors) => usersIn(vendors).map((user) => ({ ...user, signedOut: 0 })),
    meddling: {
      outcome: "left",
      by: (vendors) =>
        vendors.scene("google", {
          users: usersIn(vendors).map((user) =>
            user.id === id ? { ...user, suspensionReason: "ABUSE" } : user,
          ),
        }),
    },
    protectedBy: { accounts: [id, email, "a.example@contoso.example", "ale*", "Alex Example"] },
  },
];

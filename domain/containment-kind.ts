import type { Observable, ObservableKind } from "./observable";

/** What can be done to keep an attacker out. Never rename one in force. */
export const CONTAINMENT_KINDS = [
  "feed-block",
  "firewall-block",
  "disable-account",
  "revoke-sessions",
  "confirm-compromised",
  "isolate-device",
] as const;
export type ContainmentKind = (typeof CONTAINMENT_KINDS)[number];

/** What people and flows must know of a kind; what a provider must do is `containing.ts`. */
export interface KindOfContainment {
  /** Begins the sentence that names its target: "Isolate PC7". */
  verb: string;
  /** Begins the sentence of its undo; null when there is none, and then nothing is to be taken back. */
  undoVerb: string | null;
  /** To what it is done. */
  takes: "account" | "host" | readonly ObservableKind[];
  /** The name of the connector's folder; null for the app's own. */
  vendor: string | null;
  /** What the app's identity needs for it, as its administrator grants it. */
  permissions: readonly string[];
  /** When it takes effect, for the one who waits for it: ends a sentence. */
  effect: string;
}

/** An account, and whether it is privileged: by a role, or by a group that can hold one. */
const toFindAccounts = ["User.Read.All", "RoleManagement.Read.Directory", "GroupMember.Read.All"];

export const containmentKinds: Readonly<Record<ContainmentKind, KindOfContainment>> = {
  "feed-block": {
    verb: "Block",
    undoVerb: "Unblock",
    takes: ["address", "domain", "url", "hash"],
    vendor: null,
    permissions: [],
    effect: "when each firewall next pulls the list, most within 5 to 60 minutes",
  },
  "firewall-block": {
    verb: "Block in Azure Firewall",
    undoVerb: "Unblock in Azure Firewall",
    takes: ["address"],
    vendor: "azure-firewall",
    permissions: [
      "Microsoft.Network/ipGroups/read",
      "Microsoft.Network/ipGroups/write",
      "Microsoft.Network/ipGroups/validate/action",
      "Microsoft.Network/ipGroups/updateReferences/action",
      "Microsoft.Network/ipGroups/join/action",
    ],
    effect: "when Azure has told every firewall, within 1 to 10 minutes",
  },
  "disable-account": {
    verb: "Disable account",
    undoVerb: "Enable account",
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, "User.EnableDisableAccount.All"],
    effect: "at once for new sign-ins; access tokens live on for up to an hour",
  },
  "revoke-sessions": {
    verb: "Revoke sessions of",
    undoVerb: null,
    takes: "account",
    vendor: "entra-id",
    permissions: [...toFindAccounts, "User.RevokeSessions.All"],
    effect: "within minutes; access tokens live on for up to an hour",
  },
  "confirm-compromised": {
    verb: "Confirm as compromised",
    undoVerb: "Dismiss the risk of",
    takes: "account",
    vendor: "entra-id",
    permissions: [
      ...toFindAccounts,
      "IdentityRiskyUser.Read.All",
      "IdentityRiskyUser.ReadWrite.All",
    ],
    effect: "with the next sign-in that a risk-based policy looks at",
  },
  "isolate-device": {
    verb: "Isolate",
    undoVerb: "Release",
    takes: "host",
    vendor: "defender-endpoint",
    permissions: ["Machine.Read.All", "Machine.Isolate"],
    effect: "when the device next answers, within minutes while it is online",
  },
};

/** Whether a kind can be done to an observable. */
export const takesObservable = (kind: ContainmentKind, { kind: of }: Observable): boolean => {
  const { takes } = containmentKinds[kind];
  return typeof takes !== "string" && takes.includes(of);
};

/** What is done, as a sentence without its end: "Isolate PC7". */
export const sentenceOf = ({
  kind,
  target,
}: {
  kind: ContainmentKind;
  target: { label: string };
}): string => `${containmentKinds[kind].verb} ${target.label}`;

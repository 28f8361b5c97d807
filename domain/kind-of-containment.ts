import type { ObservableKind } from "./observable";

/** What people and flows must know of a kind of containment; what a provider must do is `containing.ts`. */
export interface KindOfContainment {
  /** Begins the sentence that names its target: "Isolate PC7". */
  verb: string;
  /** Begins the sentence of its undo; null when there is none, and then nothing is to be taken back. */
  undoVerb: string | null;
  /** To what it is done; a "file" is one hash on one device, a "resource" one thing of a cloud. */
  takes: "account" | "host" | "resource" | "file" | readonly ObservableKind[];
  /** The name of the connector's folder; null for the app's own. */
  vendor: string | null;
  /** What the app's identity needs for it, and no more. */
  permissions: readonly Permission[];
  /** When it takes effect, for the one who waits for it: ends a sentence. */
  effect: string;
  /** Why people are always asked, whatever the policy says: ends "It is asked for because". */
  alwaysAsked?: string;
  /** Of an account whose master is on premises: what a human does instead. Undefined where that does not matter. */
  whenSynced?: string;
}

/** One thing that an administrator grants, in the words in which they do. */
export interface Permission {
  /** Whose permission it is: "Microsoft Graph", "Azure", "AWS", "Google Cloud", "Okta". */
  of: string;
  /** "User.Read.All", "Microsoft.Network/ipGroups/write", "wafv2:UpdateIPSet". */
  name: string;
  /** Where it is granted, where that can be narrowed: "the IP group", an ARN with "*". */
  on?: string;
  /** The setting whose value is the resource id of `on`: "AZURE_NSG". Undefined where none is. */
  at?: string;
}

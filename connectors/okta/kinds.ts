import type { KindOfContainment } from "../../domain/kind-of-containment";

const scope = (name: string) => ({ of: "Okta", name });

/** A user, and whether they administer the organisation. */
const toFindUsers = [scope("okta.users.read"), scope("okta.roles.read")];

export const kinds = {
  "okta-suspend-user": {
    verb: "Suspend in Okta",
    undoVerb: "Unsuspend in Okta",
    takes: "account",
    vendor: "okta",
    permissions: [...toFindUsers, scope("okta.users.manage")],
    effect: "at once for new sign-ins; what is open at applications lives on until they ask Okta",
  },
  "okta-clear-sessions": {
    verb: "Clear Okta sessions of",
    undoVerb: null,
    takes: "account",
    vendor: "okta",
    permissions: [...toFindUsers, scope("okta.users.manage"), scope("okta.logs.read")],
    effect:
      "at once for sessions and tokens of Okta; sessions of applications themselves live on until they end",
  },
} as const satisfies Record<string, KindOfContainment>;

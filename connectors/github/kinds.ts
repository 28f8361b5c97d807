import type { KindOfContainment } from "../../domain/kind-of-containment";

export const kinds = {
  "github-suspend-user": {
    verb: "Suspend on GitHub Enterprise Server",
    undoVerb: "Unsuspend on GitHub Enterprise Server",
    takes: "account",
    vendor: "github",
    permissions: [
      {
        of: "GitHub",
        name: "site_admin",
        on: "a personal access token (classic) of a site administrator",
      },
    ],
    effect: "at once, for the web, for tokens and for keys",
  },
  "github-remove-member": {
    verb: "Remove from the GitHub organization",
    undoVerb: null,
    takes: "account",
    vendor: "github",
    permissions: [{ of: "GitHub", name: "Members: Read and write", on: "the organization" }],
    effect: "at once, for all that is the organization's",
    alwaysAsked:
      "who is removed loses their teams and their forks of private repositories, and only an invitation that they accept brings them back",
  },
} as const satisfies Record<string, KindOfContainment>;

import type { KindOfContainment } from "../../domain/kind-of-containment";

const token = (name: string) => ({ of: "Cloudflare", name, on: "the account, by an API token" });

export const kinds = {
  "cloudflare-list-block": {
    verb: "Block at Cloudflare",
    undoVerb: "Unblock at Cloudflare",
    takes: ["address"],
    vendor: "cloudflare",
    permissions: [token("Account Filter Lists: Read"), token("Account Filter Lists: Edit")],
    effect: "within a minute, where a WAF rule uses the list",
  },
} as const satisfies Record<string, KindOfContainment>;

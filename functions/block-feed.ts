import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { endOf } from "../domain/containment";
import { refusalOf } from "../domain/guard";
import type { Policy } from "../domain/policy";
import type { Ledger } from "../ledger/ledger";

export interface BlockFeedOptions {
  ledger: Ledger;
  policy: Policy;
  now: () => Date;
}

/**
 * GET /api/feeds/ip.txt: the addresses in force, one a line, sorted, for firewalls that pull
 * (PAN-OS external dynamic lists, FortiGate external resources, Check Point and Cisco feeds).
 * An empty list is an empty 200; a ledger that cannot be read is a 503, so that a consumer keeps
 * what it has. What has become protected since it was added is not served.
 */
export const blockFeed =
  ({ ledger, policy, now }: BlockFeedOptions) =>
  async (request: HttpRequest): Promise<HttpResponseInit> => {
    const addresses = await inForce(ledger, policy, now().toISOString());
    if (!addresses) {
      return {
        status: 503,
        headers: { "retry-after": "60" },
        body: "The block list cannot be read",
      };
    }
    const body = addresses.map((address) => `${address}\n`).join("");
    const etag = `"${createHash("sha256").update(body).digest("hex")}"`;
    const headers = {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "max-age=60",
      etag,
    };
    const isKnown = request.headers
      .get("if-none-match")
      ?.split(/\s*,\s*/)
      .includes(etag);
    return isKnown ? { status: 304, headers } : { status: 200, headers, body };
  };

async function inForce(ledger: Ledger, policy: Policy, at: string): Promise<string[] | undefined> {
  try {
    const containments = await ledger.openContainments("feed-block");
    return containments
      .filter((one) => (endOf(one) ?? "") > at)
      .filter(({ kind, target }) => refusalOf(kind, target, policy, at) === undefined)
      .filter(({ target }) => target.id.startsWith("address:"))
      .map(({ target }) => target.label);
  } catch {
    return undefined;
  }
}

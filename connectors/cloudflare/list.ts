import { parseAddress } from "../../domain/address";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import {
  type Item,
  acceptedResponse,
  itemsResponse,
  listResponse,
  operationResponse,
} from "./schema";

export const vendor = "cloudflare";
/** The most that a page holds. */
const perPage = 500;

export interface ListOptions {
  url: string;
  secretName: string;
  accountId: string;
  listId: string;
}

/**
 * One list of addresses of an account, through the Lists API. What changes it is accepted, and then made by
 * an operation; while there is one in the account no other is accepted (429).
 * https://developers.cloudflare.com/waf/tools/lists/lists-api/endpoints/
 */
export function addressList({ url, secretName, accountId, listId }: ListOptions, secrets: Secrets) {
  const mend = `give the API token in the secret "${secretName}" Account Filter Lists: Edit in the account`;
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Authorization: `Bearer ${(await secrets.get(secretName)).trim()}` }),
    forget: () => secrets.forget(secretName),
    // A token that is unknown, and one that lacks a permission, are refused alike.
    refusals: [401, 403],
    rateLimitSeconds: 10,
    advice: {
      401: `put a valid API token into the secret "${secretName}"`,
      403: mend,
      404: "see that CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_LIST_ID name a list that is there",
      429: "an operation on lists is under way in the account, or its limit is reached",
    },
  });
  const lists = `/accounts/${accountId}/rules/lists`;
  const items = {
    path: `${lists}/${listId}/items`,
    label: "/accounts/{id}/rules/lists/{id}/items",
  };

  return {
    id: `${accountId}/${listId}`,

    /** The item that is exactly this address; null when there is none. A search answers all that begin like it. */
    async itemOf(address: string): Promise<Item | null> {
      let cursor: string | undefined;
      do {
        const query = {
          search: address,
          per_page: String(perPage),
          ...(cursor !== undefined && { cursor }),
        };
        const answer = await http.read(itemsResponse, { method: "GET", ...items, query });
        const found = answer.result.find(({ ip }) => parseAddress(ip ?? "") === address);
        if (found) return found;
        const next = answer.result_info?.cursors?.after ?? undefined;
        cursor = next === cursor ? undefined : next;
      } while (cursor);
      return null;
    },

    /** Adds items, or changes the comments of those that are there; answers the operation. */
    async add(added: readonly { ip: string; comment: string }[]): Promise<string> {
      const request = { method: "POST", ...items, body: added } as const;
      return (await http.write(acceptedResponse, request)).result.operation_id;
    },

    /** Deletes items by their ids; answers the operation. */
    async remove(ids: readonly string[]): Promise<string> {
      const body = { items: ids.map((id) => ({ id })) };
      const request = { method: "DELETE", ...items, body } as const;
      return (await http.write(acceptedResponse, request)).result.operation_id;
    },

    async operation(id: string) {
      const path = `${lists}/bulk_operations/${id}`;
      const label = "/accounts/{id}/rules/lists/bulk_operations/{id}";
      return (await http.read(operationResponse, { method: "GET", path, label })).result;
    },

    async describe() {
      const request = { method: "GET", path: `${lists}/${listId}` } as const;
      const label = "/accounts/{id}/rules/lists/{id}";
      return (await http.read(listResponse, { ...request, label })).result;
    },
  };
}

export type AddressList = ReturnType<typeof addressList>;

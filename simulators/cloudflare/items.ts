import { isIP } from "node:net";
import { type Answer, type SimulatedRequest, isRecord } from "../simulator";
import { failure, success } from "./answers";
import type { Settings } from "./scene";
import type { Item, Store } from "./store";

const largestPage = 500;

/** Items, page by page; of addresses a search answers those that begin with it. */
export function readItems({ query }: SimulatedRequest, store: Store): Answer {
  const perPage = Number(query.get("per_page") ?? largestPage);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > largestPage) {
    return failure(400, 10_004, "per_page is out of range");
  }
  const search = query.get("search") ?? "";
  const start = Number(Buffer.from(query.get("cursor") ?? "", "base64url").toString() || "0");
  if (!Number.isInteger(start)) return failure(400, 10_004, "cursor is not valid");
  const found = store.items().filter(({ ip }) => ip.startsWith(search));
  const end = start + perPage;
  const after = end < found.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return success(found.slice(start, end), {
    result_info: { cursors: { ...(after !== undefined && { after }) } },
  });
}

/** Accepts items to be added; one whose address is there gets the new comment. */
export function addItems({ json }: SimulatedRequest, store: Store, settings: Settings): Answer {
  if (!Array.isArray(json) || json.length === 0) {
    return failure(400, 10_026, "filters.api.invalid_json");
  }
  const added: { ip: string; comment: string }[] = [];
  for (const item of json as unknown[]) {
    const { ip, comment = "" } = isRecord(item) ? item : {};
    if (typeof ip !== "string" || !isItem(ip) || typeof comment !== "string") {
      return failure(400, 10_035, `items must be addresses with comments, not ${String(ip)}`);
    }
    if (added.some((one) => one.ip === ip)) {
      return failure(400, 10_036, `duplicate item ${ip}`);
    }
    added.push({ ip, comment });
  }
  const all = new Set([...store.items().map(({ ip }) => ip), ...added.map(({ ip }) => ip)]);
  if (all.size > settings.most) return failure(400, 10_039, "maximum number of items exceeded");
  return accepted(store, { add: added });
}

/** Accepts items to be deleted, by their ids. */
export function removeItems({ json }: SimulatedRequest, store: Store): Answer {
  const given = isRecord(json) ? json["items"] : undefined;
  const ids = Array.isArray(given) ? given.map((one: Partial<Item> | null) => one?.id) : [];
  if (ids.length === 0 || !ids.every((id) => typeof id === "string")) {
    return failure(400, 10_026, "filters.api.invalid_json");
  }
  const known = new Set(store.items().map(({ id }) => id));
  if (!ids.every((id) => known.has(id))) return failure(404, 10_003, "list item not found");
  return accepted(store, { remove: ids });
}

function accepted(store: Store, change: Parameters<Store["begin"]>[0]): Answer {
  // That a second is refused with 429 is Cloudflare's; the words and the number are ours.
  if (store.isBusy()) return failure(429, 10_046, "an outstanding bulk operation is in progress");
  return success({ operation_id: store.begin(change).id });
}

/** One address or prefix. */
function isItem(text: string): boolean {
  const [address = "", length, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (family === 4 ? 32 : 64))
  );
}

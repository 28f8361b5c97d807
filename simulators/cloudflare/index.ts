import type { Answer, Handler, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { failure, success } from "./answers";
import { addItems, readItems, removeItems } from "./items";
import { type Settings, sceneOf, usual } from "./scene";
import { openStore } from "./store";

/** The one account and list that are there. */
const accountId = "acc00000000000000000000000000001";
const listId = "1157000000000000000000000000b10c";
const windowMs = 300_000;

/**
 * Cloudflare's Lists API: the items of a list of addresses, changed by operations, one at a time.
 * https://developers.cloudflare.com/waf/tools/lists/lists-api/endpoints/
 */
export const cloudflare: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  const store = openStore(world, settings);
  let window = { startedAt: 0, count: 0 };

  const guarded =
    (answer: Handler): Handler =>
    (request) =>
      throttled() ?? refused(request) ?? answer(request);

  function refused({ method, headers, params }: SimulatedRequest): Answer | undefined {
    const { token, permission } = settings();
    const given = headers["authorization"];
    if (!given?.startsWith("Bearer ")) return failure(400, 9_106, "Missing Authorization header");
    if (given !== `Bearer ${token}`) return failure(401, 10_000, "Authentication error");
    const isAllowed = permission === "edit" || (permission === "read" && method === "GET");
    if (!isAllowed || params["account"] !== accountId) {
      return failure(403, 10_000, "Authentication error");
    }
    const list = params["list"];
    return list === undefined || list === listId
      ? undefined
      : failure(404, 10_001, "list not found");
  }

  function throttled(): Answer | undefined {
    const now = world.now();
    if (now >= window.startedAt + windowMs) window = { startedAt: now, count: 0 };
    window = { ...window, count: window.count + 1 };
    if (window.count <= settings().requests) return undefined;
    const seconds = Math.ceil((window.startedAt + windowMs - now) / 1_000);
    const headers = { "retry-after": String(seconds) };
    return failure(429, 10_429, "Please wait and consider throttling your request speed", headers);
  }

  function operation({ params }: SimulatedRequest): Answer {
    const found = store.operation(params["operation"] ?? "");
    if (!found) return failure(404, 10_002, "operation not found");
    const { id, completed, error } = found;
    if (completed === undefined) return success({ id, status: "running" });
    const isFailed = error !== undefined;
    return success({
      id,
      status: isFailed ? "failed" : "completed",
      completed,
      ...(isFailed && { error }),
    });
  }

  const describe = (): Answer =>
    success({
      id: listId,
      name: "soar_block",
      kind: settings().kind,
      description: "Addresses that a WAF rule blocks",
      num_items: store.items().length,
      num_referencing_filters: settings().rules,
    });

  const lists = "/client/v4/accounts/{account}/rules/lists";
  return {
    name: "cloudflare",
    routes: {
      [`GET ${lists}/bulk_operations/{operation}`]: guarded(operation),
      [`GET ${lists}/{list}`]: guarded(describe),
      [`GET ${lists}/{list}/items`]: guarded((request) => readItems(request, store)),
      [`POST ${lists}/{list}/items`]: guarded((request) => addItems(request, store, settings())),
      [`DELETE ${lists}/{list}/items`]: guarded((request) => removeItems(request, store)),
    },
    setScene(value) {
      const { items = {}, ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      for (const [ip, comment] of Object.entries(items)) store.replace(ip, comment);
    },
    state: () => ({ ...settings(), token: "***", items: store.items() }),
  };
};

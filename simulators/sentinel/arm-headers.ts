import { randomUUID } from "node:crypto";
import type { SimulatedRequest, World } from "../simulator";

const hour = 3_600_000;

/** What a subscription may do in an hour; counted and shown, not enforced. */
const hourly = { reads: 12_000, writes: 1_200, deletes: 15_000 };

/** The headers that Azure Resource Manager adds to every answer. */
export function createArmHeaders(world: World) {
  const used = new Map<string, { hour: number; count: number }>();

  return function headersFor(
    request: SimulatedRequest,
    subscriptionId: string,
  ): Record<string, string> {
    const kind = kindOf(request.method);
    const key = `${kind} ${subscriptionId.toLowerCase()}`;
    const current = Math.floor(world.now() / hour);
    const last = used.get(key);
    const count = (last?.hour === current ? last.count : 0) + 1;
    used.set(key, { hour: current, count });
    const id = randomUUID();
    const clientId = request.headers["x-ms-client-request-id"];
    return {
      "cache-control": "no-cache",
      pragma: "no-cache",
      expires: "-1",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "x-content-type-options": "nosniff",
      "x-ms-request-id": id,
      "x-ms-correlation-request-id": request.headers["x-ms-correlation-request-id"] ?? id,
      "x-ms-routing-request-id": `WESTEUROPE:${new Date(world.now()).toISOString().replace(/[-:]|\.\d+/g, "")}:${id}`,
      [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.max(hourly[kind] - count, 0)),
      ...(clientId === undefined ? {} : { "x-ms-client-request-id": clientId }),
    };
  };
}

function kindOf(method: string): keyof typeof hourly {
  if (method === "DELETE") return "deletes";
  return method === "GET" || method === "HEAD" ? "reads" : "writes";
}

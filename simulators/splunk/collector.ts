import { isRecord, type Answer, type SimulatedRequest, type Table, type World } from "../simulator";
import type { Settings } from "./scene";

/** An event that was taken. */
export interface TakenRow {
  time: number;
  index: string;
  sourcetype: string;
  event: Record<string, unknown>;
  takenAt: number;
}

const says = (status: number, code: number, text: string, more: object = {}): Answer => ({
  status,
  body: { text, code, ...more },
});

const channelOf = ({ headers, query }: SimulatedRequest): string | null =>
  headers["x-splunk-request-channel"] ?? query.get("channel");

/** The HTTP Event Collector: https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector */
export function collector(world: World, taken: Table<TakenRow>, settings: () => Settings) {
  function refusalOf(request: SimulatedRequest): Answer | undefined {
    const { authorization = "" } = request.headers;
    const { hecToken, hecAcks } = settings();
    if (authorization === "") return says(401, 2, "Token is required");
    if (!authorization.startsWith("Splunk ")) return says(401, 3, "Invalid authorization");
    if (authorization !== `Splunk ${hecToken}`) return says(403, 4, "Invalid token");
    const channel = channelOf(request);
    if (hecAcks && channel === null) return says(400, 10, "Data channel is missing");
    if (channel !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(channel)) {
      return says(400, 11, "Invalid data channel");
    }
    return undefined;
  }

  function take(request: SimulatedRequest): Answer {
    const refusal = refusalOf(request);
    if (refusal) return refusal;
    const { hecBusy, hecAcks, hecIndexes } = settings();
    if (hecBusy) return says(503, 9, "Server is busy");
    if (request.body.length === 0) return says(400, 5, "No data");
    const { json } = request;
    if (!isRecord(json)) return says(400, 6, "Invalid data format");
    const {
      event,
      index = hecIndexes[0],
      time = world.now() / 1_000,
      sourcetype = "httpevent",
    } = json;
    if (event === undefined) return says(400, 12, "Event field is required");
    if (event === "") return says(400, 13, "Event field cannot be blank");
    if (!hecIndexes.includes(String(index))) {
      return says(400, 7, "Incorrect index", { "invalid-event-number": 0 });
    }
    const id = taken.size();
    taken.set(String(id), {
      time: Number(time),
      index: String(index),
      sourcetype: String(sourcetype),
      event: isRecord(event) ? event : { text: event },
      takenAt: world.now(),
    });
    return says(200, 0, "Success", hecAcks ? { ackId: id } : {});
  }

  function acknowledge(request: SimulatedRequest): Answer {
    const refusal = refusalOf(request);
    if (refusal) return refusal;
    if (!settings().hecAcks) return says(400, 14, "ACK is disabled");
    const ids = isRecord(request.json) ? request.json["acks"] : undefined;
    if (!Array.isArray(ids)) return says(400, 6, "Invalid data format");
    const isIndexed = (id: unknown): boolean => {
      const row = taken.get(String(id));
      return row !== undefined && world.now() >= row.takenAt + settings().indexSeconds * 1_000;
    };
    return { body: { acks: Object.fromEntries(ids.map((id) => [String(id), isIndexed(id)])) } };
  }

  return {
    "POST /services/collector/event": take,
    "POST /services/collector/ack": acknowledge,
    "GET /services/collector/health": () =>
      settings().hecBusy
        ? says(503, 18, "HEC is unhealthy, queues are full")
        : says(200, 17, "HEC is healthy"),
  };
}

import { createRequestWindow } from "../request-window";
import { type Answer, isRecord, type SimulatedRequest, type SimulatorFactory } from "../simulator";
import { createGate, envelope, Refusal, refuse } from "./access";
import { type DeviceRow, statusOf, testFleet } from "./device";
import { filterOf } from "./filter";
import { defaults, type Settings, sceneOf } from "./scene";

type Work = (request: SimulatedRequest) => Answer;

/** CrowdStrike Falcon: its tokens, hosts, and their containment. Methods and paths as in the vendor's own client library. */
export const crowdstrike: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const settings = (): Settings => ({ ...defaults, ...settingsTable.get("settings") });
  const hosts = world.table<DeviceRow>("hosts");
  const gate = createGate(world, settings);
  const take = createRequestWindow(world, 60, () => settings().perMinute);

  function replace(rows: readonly DeviceRow[]): void {
    hosts.clear();
    for (const row of rows) hosts.set(row.device.device_id, row);
  }
  if (hosts.size() === 0) replace(testFleet());

  /** Lets hosts that are online do what they were told. */
  function settle(): void {
    for (const row of hosts.rows()) {
      const { change, isOnline, device } = row;
      if (!change || !isOnline || change.endsAt > world.now()) continue;
      hosts.set(device.device_id, { ...row, isContained: change.to, change: null });
    }
  }

  function limit(): Record<string, string> {
    const { left, most, endsAt } = take();
    const headers = {
      "x-ratelimit-limit": String(most),
      "x-ratelimit-remaining": String(Math.max(left, 0)),
    };
    if (left >= 0) return headers;
    const retryAfter = { "x-ratelimit-retryafter": String(endsAt) };
    return refuse(429, "API rate limit exceeded.", { ...headers, ...retryAfter });
  }

  const route =
    (scope: "read" | "write", work: Work): Work =>
    (request) => {
      try {
        gate.admit(request, scope);
        const headers = limit();
        settle();
        return { headers, ...work(request) };
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    };

  function query({ query: asked }: SimulatedRequest): Answer {
    const wanted = filterOf(asked.get("filter") ?? "") ?? refuse(400, "invalid filter expression");
    const limited = Number(asked.get("limit") ?? 100);
    const ids = hosts
      .rows()
      .filter(({ device }) => wanted(device))
      .map(({ device }) => device.device_id);
    const pagination = { total: ids.length, offset: 0, limit: limited };
    return envelope(200, ids.slice(0, limited), { pagination });
  }

  const details: Work = (request) => {
    const rows = idsIn(request).map((id) => hosts.get(id));
    const found = rows.filter((row) => row !== undefined);
    return envelope(
      200,
      found.map((row) => ({ ...row.device, status: statusOf(row) })),
    );
  };

  const act: Work = (request) => {
    const action = request.query.get("action_name");
    if (action !== "contain" && action !== "lift_containment") {
      return refuse(400, "Provided data does not match expected format");
    }
    const ids = idsIn(request);
    const rows = ids.map((id) => hosts.get(id) ?? refuse(404, `Device ${id} not found`));
    for (const row of rows) begin(row, action === "contain");
    return envelope(
      202,
      ids.map((id) => ({ id, path: `/devices/entities/devices/v1?ids=${id}` })),
    );
  };

  function begin(row: DeviceRow, to: boolean): void {
    const status = statusOf(row);
    const { locksPending, containSeconds } = settings();
    const isLocked = to ? status !== "normal" : status === "containment_pending" && locksPending;
    if (isLocked || (!to && ["normal", "lift_containment_pending"].includes(status))) {
      refuse(409, `Device is ${status}`);
    }
    const endsAt = world.now() + containSeconds * 1_000;
    hosts.set(row.device.device_id, { ...row, change: { to, endsAt } });
  }

  return {
    name: "crowdstrike",
    routes: {
      "POST /oauth2/token": (request) => {
        try {
          return gate.issue(request);
        } catch (error) {
          if (error instanceof Refusal) return error.answer;
          throw error;
        }
      },
      "GET /devices/queries/devices/v1": route("read", query),
      "POST /devices/entities/devices/v2": route("read", details),
      "POST /devices/entities/devices-actions/v2": route("write", act),
    },
    setScene(value) {
      const { settings: changed, devices, isFleet, online } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      if (isFleet) replace(testFleet());
      if (devices) replace(devices);
      for (const [id, isOnline] of Object.entries(online)) {
        const row = hosts.get(id);
        if (row) hosts.set(id, { ...row, isOnline });
      }
    },
    state() {
      settle();
      return {
        settings: settings(),
        devices: hosts.rows().map((row) => ({ ...row.device, status: statusOf(row) })),
      };
    },
  };
};

function idsIn({ json }: SimulatedRequest): string[] {
  const ids = isRecord(json) ? json["ids"] : undefined;
  const isList = Array.isArray(ids) && ids.every((id) => typeof id === "string");
  return isList && ids.length > 0
    ? ids
    : refuse(400, "Provided data does not match expected format");
}

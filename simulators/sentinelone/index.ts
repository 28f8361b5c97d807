import { createRequestWindow } from "../request-window";
import { type Answer, isRecord, type SimulatedRequest, type SimulatorFactory } from "../simulator";
import { type AgentRow, statusOf, testFleet } from "./agent";
import { defaults, type Settings, sceneOf } from "./scene";

type Work = (request: SimulatedRequest) => Answer;

/** The API token of a service user. Published: it opens nothing else. */
const apiToken = "sentinelone-test-api-token";

const problem = (status: number, code: number, title: string, detail?: string): Answer => ({
  status,
  body: { errors: [{ code, title, detail: detail ?? null }] },
});

/** SentinelOne's console: agents, and whether their devices are in the network. */
export const sentinelone: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const settings = (): Settings => ({ ...defaults, ...settingsTable.get("settings") });
  const agents = world.table<AgentRow>("agents");
  const take = createRequestWindow(world, 60, () => settings().perMinute);

  function replace(rows: readonly AgentRow[]): void {
    agents.clear();
    for (const row of rows) agents.set(row.agent.id, row);
  }
  if (agents.size() === 0) replace(testFleet());

  /** Lets devices that are online do what they were told. */
  function settle(): void {
    for (const row of agents.rows()) {
      const { change, isOnline, agent } = row;
      if (!change || !isOnline || change.endsAt > world.now()) continue;
      agents.set(agent.id, { ...row, isDisconnected: change.to, change: null });
    }
  }

  const route =
    (permission: string, work: Work): Work =>
    (request) => {
      if (request.headers["authorization"] !== `ApiToken ${apiToken}`) {
        return problem(401, 4010010, "Authentication Failed");
      }
      if (take().left < 0) return problem(429, 4290010, "Too Many Requests");
      if (!settings().permissions.includes(permission)) {
        return problem(403, 4030010, "Insufficient permissions");
      }
      settle();
      return work(request);
    };

  const named = (name: string): string => (settings().isCaseSensitive ? name : name.toLowerCase());

  /** Rows that a filter fits; what a filter leaves out is not asked about. */
  function filtered(ids: string[] | undefined, computerName: string | undefined): AgentRow[] {
    return agents
      .rows()
      .filter(({ agent }) => ids === undefined || ids.includes(agent.id))
      .filter(
        ({ agent }) =>
          computerName === undefined || named(agent.computerName) === named(computerName),
      );
  }

  function list({ query }: SimulatedRequest): Answer {
    const limit = Number(query.get("limit") ?? 10);
    if (!(limit >= 1 && limit <= 1_000)) {
      return problem(400, 4000040, "Validation Error", "limit: Must be between 1 and 1000.");
    }
    const rows = filtered(query.get("ids")?.split(","), query.get("computerName") ?? undefined);
    const nextCursor = rows.length > limit ? Buffer.from(String(limit)).toString("base64") : null;
    return {
      body: {
        data: rows.slice(0, limit).map((row) => ({ ...row.agent, networkStatus: statusOf(row) })),
        pagination: { totalItems: rows.length, nextCursor },
      },
    };
  }

  const acting =
    (to: boolean): Work =>
    ({ json }) => {
      const filter = isRecord(json) ? json["filter"] : undefined;
      if (!isRecord(filter)) {
        return problem(
          400,
          4000040,
          "Validation Error",
          "filter: Missing data for required field.",
        );
      }
      const ids = Array.isArray(filter["ids"]) ? (filter["ids"] as string[]) : undefined;
      // An empty filter is every agent.
      const rows = filtered(ids, undefined).filter(
        (row) => (row.change?.to ?? row.isDisconnected) !== to,
      );
      const endsAt = world.now() + settings().changeSeconds * 1_000;
      for (const row of rows) agents.set(row.agent.id, { ...row, change: { to, endsAt } });
      return { body: { data: { affected: rows.length } } };
    };

  return {
    name: "sentinelone",
    routes: {
      "GET /web/api/v2.1/agents": route("view", list),
      "POST /web/api/v2.1/agents/actions/disconnect": route("disconnect", acting(true)),
      "POST /web/api/v2.1/agents/actions/connect": route("connect", acting(false)),
    },
    setScene(value) {
      const { settings: changed, agents: rows, isFleet, online } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      if (isFleet) replace(testFleet());
      if (rows) replace(rows);
      for (const [id, isOnline] of Object.entries(online)) {
        const row = agents.get(id);
        if (row) agents.set(id, { ...row, isOnline });
      }
    },
    state() {
      settle();
      return {
        settings: settings(),
        agents: agents.rows().map((row) => ({ ...row.agent, networkStatus: statusOf(row) })),
      };
    },
  };
};

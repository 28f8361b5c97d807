import { setTimeout as pause } from "node:timers/promises";
import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { refusalOf } from "./authorization";
import { createGate } from "../gate";
import { createIndicators } from "./indicators";
import { createLogsTables } from "./logs-tables";
import { documentedLimits, type Limits } from "./limits";
import { insufficientAccess, problem, throttled } from "./problem";
import { answerQuery } from "./query-answer";
import { createQueryLog } from "./query-log";
import { createQueryQueue } from "./query-queue";
import { queryRequestOf } from "./query-request";
import { createRequestRate } from "./request-rate";
import { type Canned, sceneOf, type TableColumns } from "./scene";

/** The workspace that can be queried from the start. */
export const simulatedWorkspaceId = "22222222-2222-2222-2222-222222222222";

interface Settings {
  tables: TableColumns;
  missingTables: string[];
  workspaces: string[];
  deniedWorkspaces: string[];
  limits: Limits;
  queryMilliseconds: number;
}

const defaults: Settings = {
  tables: {},
  missingTables: [],
  workspaces: [simulatedWorkspaceId],
  deniedWorkspaces: [],
  limits: documentedLimits,
  queryMilliseconds: 0,
};

/**
 * The query API of Azure Monitor Logs. It holds rows of ThreatIntelIndicators and of the tables of
 * `logs-tables.ts`, and evaluates what is asked about them, or refuses to. Of other tables it knows no
 * more KQL than it takes to refuse a malformed query and to name an empty result's columns.
 * https://learn.microsoft.com/rest/api/loganalytics/query/execute
 */
export const azureMonitorLogs: SimulatorFactory = (world) => {
  const table: Table<Settings> = world.table("settings");
  const settings = (): Settings => table.get("settings") ?? defaults;
  const answers: Table<Canned> = world.table("answers");
  const indicators = createIndicators(world);
  const logsTables = createLogsTables(world);
  const takeRate = createRequestRate(world, () => settings().limits);
  const queue = createQueryQueue(world, () => settings().limits);
  const log = createQueryLog(world);
  const gate = createGate();

  async function query(request: SimulatedRequest): Promise<Answer> {
    const workspaceId = request.params["workspaceId"] ?? "";
    const refused = refusalOf(request, world.now()) ?? workspaceRefusal(workspaceId, settings());
    if (refused) return refused;
    const waitSeconds = takeRate();
    if (waitSeconds !== undefined) return throttled(waitSeconds, "Too many requests in 30 seconds");
    const { asking, refusal } = queryRequestOf(request);
    if (!asking) return refusal;

    const done = await queue.run(async () => {
      await gate.pass();
      if (settings().queryMilliseconds > 0) await pause(settings().queryMilliseconds);
      const { tables, missingTables } = settings();
      return answerQuery(asking, {
        answers: answers.rows().toReversed(),
        tables,
        missingTables,
        rows: { ...logsTables.held, ThreatIntelIndicators: indicators.rows },
        now: world.now(),
      });
    });
    const answer = done?.answer ?? throttled(30, "Too many queries wait already");
    log.add({ workspaceId, ...asking, tables: done?.tables ?? [], status: answer.status ?? 200 });
    return answer;
  }

  return {
    name: "azure-monitor-logs",
    routes: {
      "POST /v1/workspaces/{workspaceId}/query": query,
      "GET /v1/workspaces/{workspaceId}/query": query,
    },
    setScene(value) {
      const {
        answers: canned,
        tables,
        limits,
        isHeld,
        indicators: published,
        rows,
        ...changed
      } = sceneOf(value);
      const before = settings();
      table.set("settings", {
        ...before,
        ...changed,
        tables: { ...before.tables, ...tables },
        limits: { ...before.limits, ...limits },
      });
      for (const answer of canned) {
        const key = JSON.stringify(answer.contains);
        answers.delete(key);
        answers.set(key, answer);
      }
      for (const [name, publications] of published) indicators.set(name, publications);
      for (const [name, written] of rows) logsTables.set(name, written);
      if (isHeld !== undefined) gate.set(isHeld);
    },
    state: () => ({
      ...settings(),
      answers: answers.rows(),
      indicators: indicators.list(),
      rows: logsTables.list(),
      ...queue.state(),
      queries: log.list(),
    }),
  };
};

function workspaceRefusal(
  workspaceId: string,
  { workspaces, deniedWorkspaces }: Settings,
): Answer | undefined {
  const id = workspaceId.toLowerCase();
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    return problem(404, {
      code: "PathNotFoundError",
      message: "The requested path does not exist",
    });
  }
  // The service does not tell a workspace that does not exist from one that is none of yours.
  const isOpen = workspaces.some((known) => known.toLowerCase() === id);
  const isDenied = deniedWorkspaces.some((denied) => denied.toLowerCase() === id);
  return isOpen && !isDenied ? undefined : insufficientAccess();
}

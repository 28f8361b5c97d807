import { randomUUID } from "node:crypto";
import { createRequestWindow, type WindowUse } from "../request-window";
import type { Answer, SimulatedRequest, SimulatorFactory } from "../simulator";
import { createGate, type Scope } from "./access";
import { type LogRow, logAnswer, wantedIn } from "./log";
import { Refusal, refuse } from "./problem";
import { defaults, type Settings, sceneOf } from "./scene";
import { testUsers, type UserRow, userAnswer } from "./user";

type Work = (request: SimulatedRequest) => Answer;

/**
 * Okta: an organisation's users, their sessions and its System Log.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/
 */
export const okta: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const settings = (): Settings => ({ ...defaults, ...settingsTable.get("settings") });
  const users = world.table<UserRow>("users");
  const log = world.table<LogRow>("log");
  const gate = createGate(world, settings);
  const limit = createRequestWindow(world, 60, () => settings().perMinute);
  if (users.size() === 0) for (const row of testUsers) users.set(row.id, row);

  const route =
    (scope: Scope, work: Work): Work =>
    (request) => {
      const use = limit();
      const headers = headersOf(use);
      try {
        gate.admit(request, scope);
        if (use.left < 0) refuse("E0000047");
        const answer = work(request);
        return { ...answer, headers: { ...headers, ...answer.headers } };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { ...error.answer, headers };
      }
    };

  /** By id, by login, or by the part of a login before its @ where only one has it. */
  function userIn({ params }: SimulatedRequest): UserRow {
    const written = params["id"] ?? "";
    const named = written.toLowerCase();
    const rows = users.rows();
    const short = rows.filter((row) => loginOf(row).split("@", 1)[0] === named);
    const found =
      users.get(written) ??
      rows.find((row) => loginOf(row) === named) ??
      (short.length === 1 ? short[0] : undefined);
    return found ?? refuse("E0000007", `: ${written} (User)`);
  }

  function change(row: UserRow, status: string, eventType: string): Answer {
    const at = new Date(world.now()).toISOString();
    users.set(row.id, { ...row, status, statusChanged: at, lastUpdated: at });
    write(row, eventType);
    return { body: {} };
  }

  function write({ id, profile }: UserRow, eventType: string): void {
    const uuid = randomUUID();
    log.set(uuid, { uuid, eventType, at: world.now(), targetId: id, login: profile.login });
  }

  const only =
    (from: string, to: string, eventType: string): Work =>
    (request) => {
      const row = userIn(request);
      if (row.status === from) return change(row, to, eventType);
      const verb = to === "SUSPENDED" ? "suspend" : "unsuspend";
      const cause = `Cannot ${verb} a user that is not ${from === "ACTIVE" ? "active" : "suspended"}`;
      return refuse("E0000001", `: ${cause.toLowerCase()}`, cause);
    };

  function clear(request: SimulatedRequest): Answer {
    const row = userIn(request);
    const { query } = request;
    users.set(row.id, {
      ...row,
      sessions: 0,
      hasTokens: row.hasTokens && query.get("oauthTokens") !== "true",
      hasDevices: row.hasDevices && query.get("forgetDevices") === "false",
    });
    write(row, "user.session.clear");
    return { status: 204 };
  }

  const shown = (row: UserRow): object => userAnswer(row, world.url());
  const users200 = ({ query }: SimulatedRequest): Answer => ({
    body: users
      .rows()
      .slice(0, Number(query.get("limit") ?? 200))
      .map(shown),
  });
  const user = "/api/v1/users/{id}";

  return {
    name: "okta",
    secrets: ["client_assertion"],
    routes: {
      "POST /oauth2/v1/token": (request) => gate.issue(request),
      "GET /api/v1/users": route("okta.users.read", users200),
      [`GET ${user}`]: route("okta.users.read", (request) => ({ body: shown(userIn(request)) })),
      [`GET ${user}/roles`]: route("okta.roles.read", (request) => ({
        body: userIn(request).roles.map((role, index) => ({
          id: `ra${index}b0eEXAMPLE`,
          status: "ACTIVE",
          ...role,
        })),
      })),
      [`POST ${user}/lifecycle/suspend`]: route(
        "okta.users.manage",
        only("ACTIVE", "SUSPENDED", "user.lifecycle.suspend"),
      ),
      [`POST ${user}/lifecycle/unsuspend`]: route(
        "okta.users.manage",
        only("SUSPENDED", "ACTIVE", "user.lifecycle.unsuspend"),
      ),
      [`DELETE ${user}/sessions`]: route("okta.users.manage", clear),
      "GET /api/v1/logs": route("okta.logs.read", ({ query }) => {
        const visible = world.now() - settings().logDelaySeconds * 1_000;
        const wanted = wantedIn(query) ?? refuse("E0000001", ": filter");
        return {
          body: log
            .rows()
            .filter((row) => row.at <= visible && wanted(row))
            .slice(0, Number(query.get("limit") ?? 100))
            .map(logAnswer),
        };
      }),
    },
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      for (const row of scene.users) users.set(row.id, row);
    },
    state: () => ({ settings: settings(), users: users.rows(), log: log.rows() }),
  };
};

const loginOf = ({ profile }: UserRow): string => profile.login.toLowerCase();

const headersOf = ({ left, most, endsAt }: WindowUse): Record<string, string> => ({
  "x-rate-limit-limit": String(most),
  "x-rate-limit-remaining": String(Math.max(left, 0)),
  "x-rate-limit-reset": String(endsAt),
});

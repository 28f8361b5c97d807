import {
  type Answer,
  isRecord,
  type SimulatedRequest,
  type SimulatorFactory,
  type World,
} from "../simulator";
import { createGate } from "./access";
import { Refusal, refuse } from "./problem";
import { defaults, type Settings, sceneOf } from "./scene";
import { testUsers, type UserRow, userAnswer } from "./user";

type Work = (request: SimulatedRequest) => Answer;

const organization = "contoso";
const us = "octo-admin";

/**
 * GitHub: an organization's members, and an Enterprise Server below `/api/v3`.
 * https://docs.github.com/rest, https://docs.github.com/enterprise-server/rest
 */
export const github: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const settings = (): Settings => ({ ...defaults, ...settingsTable.get("settings") });
  const users = world.table<UserRow>("users");
  const gate = createGate(world, settings);
  const limit = createLimit(world, () => settings().perHour);

  function replace(rows: readonly UserRow[]): void {
    users.clear();
    for (const row of rows) users.set(String(row.id), row);
  }
  if (users.size() === 0) replace(testUsers);

  const answering =
    (admit: (request: SimulatedRequest) => void, work: Work): Work =>
    (request) => {
      try {
        admit(request);
        const headers = limit();
        const answer = work(request);
        return { ...answer, headers };
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    };
  const route = (may: "nothing" | "read" | "write", work: Work): Work =>
    answering((request) => gate.admit(request, may), work);
  const serverRoute = (needsAdmin: boolean, work: Work): Work =>
    answering((request) => gate.admitToServer(request, needsAdmin), work);

  function userIn({ params }: SimulatedRequest): UserRow {
    const login = params["username"]?.toLowerCase();
    return (
      users.rows().find((row) => row.login.toLowerCase() === login) ?? refuse(404, "Not Found")
    );
  }

  const member =
    (work: (row: UserRow, membership: NonNullable<UserRow["membership"]>) => Answer): Work =>
    (request) => {
      const row = userIn(request);
      return row.membership ? work(row, row.membership) : refuse(404, "Not Found");
    };

  const remove = member((row, { role }) => {
    const owners = users.rows().filter(({ membership }) => membership?.role === "admin");
    if (role === "admin" && owners.length === 1) {
      refuse(403, "You can't remove the last owner of an organization.");
    }
    users.set(String(row.id), { ...row, membership: null });
    return { status: 204 };
  });

  const suspending =
    (isSuspended: boolean): Work =>
    (request) => {
      const row = userIn(request);
      if (settings().ldapSync) {
        refuse(403, "Suspension is managed by your LDAP server.");
      }
      if (row.login === us) refuse(403, "You cannot suspend yourself.");
      const reason = isRecord(request.json) ? request.json["reason"] : undefined;
      const at = new Date(world.now()).toISOString().replace(/\.\d{3}Z$/, "Z");
      users.set(String(row.id), {
        ...row,
        suspended_at: isSuspended ? (row.suspended_at ?? at) : null,
        suspensionReason: isSuspended && typeof reason === "string" ? reason : null,
      });
      return { status: 204 };
    };

  const shown =
    (isServer: boolean): Work =>
    (request) => ({
      body: userAnswer(userIn(request), world.url(), isServer),
    });

  return {
    name: "github",
    secrets: ["token"],
    routes: {
      "POST /app/installations/{id}/access_tokens": answering(
        () => {},
        (request) => gate.issue(request),
      ),
      "GET /users/{username}": route("nothing", shown(false)),
      "GET /orgs/{org}": route(
        "nothing",
        inOrganization(() => ({ body: { login: organization, id: 4001 } })),
      ),
      "GET /orgs/{org}/members": route(
        "read",
        inOrganization(({ query }) => ({
          body: users
            .rows()
            .filter(({ membership }) => membership?.state === "active")
            .slice(0, Number(query.get("per_page") ?? 30))
            .map((row) => userAnswer(row, world.url(), false)),
        })),
      ),
      "GET /orgs/{org}/memberships/{username}": route(
        "read",
        inOrganization(
          member((row, membership) => ({
            body: { ...membership, user: userAnswer(row, world.url(), false) },
          })),
        ),
      ),
      "DELETE /orgs/{org}/members/{username}": route("write", inOrganization(remove)),
      "GET /api/v3/user": serverRoute(false, () => ({
        body: {
          ...userAnswer(
            users.rows().find(({ login }) => login === us)!,
            world.url(),
            true,
          ),
          site_admin: settings().isSiteAdmin,
        },
      })),
      "GET /api/v3/users/{username}": serverRoute(false, shown(true)),
      "PUT /api/v3/users/{username}/suspended": serverRoute(true, suspending(true)),
      "DELETE /api/v3/users/{username}/suspended": serverRoute(true, suspending(false)),
    },
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      if (scene.users) replace(scene.users);
    },
    state: () => ({ settings: settings(), users: users.rows() }),
  };
};

/** Works in the organization, in any case of its name. */
const inOrganization =
  (work: Work): Work =>
  (request) =>
    request.params["org"]?.toLowerCase() === organization
      ? work(request)
      : refuse(404, "Not Found");

/** So many requests an hour, and what every answer says of that. */
function createLimit(world: World, perHour: () => number) {
  let hour = { at: 0, count: 0 };
  return () => {
    const at = Math.floor(world.now() / 3_600_000);
    hour = { at, count: (hour.at === at ? hour.count : 0) + 1 };
    const left = perHour() - hour.count;
    const headers = {
      "x-ratelimit-limit": String(perHour()),
      "x-ratelimit-remaining": String(Math.max(left, 0)),
      "x-ratelimit-reset": String((at + 1) * 3_600),
    };
    if (left < 0) refuse(403, "API rate limit exceeded for installation ID 70000001.", headers);
    return headers;
  };
}

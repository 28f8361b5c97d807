import { createRequestWindow } from "../request-window";
import type { Answer, SimulatedRequest, Table, World } from "../simulator";
import { createGate } from "./access";
import { Refusal, refuse } from "./problem";
import { defaults, type Settings } from "./scene";
import { testUsers, type UserRow } from "./user";

export type Work = (request: SimulatedRequest) => Answer;
export type GitHub = ReturnType<typeof createGitHub>;

/** Users, who may come in, and how often: what an organization and a server have in common. */
export function createGitHub(world: World) {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => ({ ...defaults, ...settingsTable.get("settings") });
  const users = world.table<UserRow>("users");
  const gate = createGate(world, settings);
  const take = createRequestWindow(world, 3_600, () => settings().perHour);

  function replace(rows: readonly UserRow[]): void {
    users.clear();
    for (const row of rows) users.set(String(row.id), row);
  }
  if (users.size() === 0) replace(testUsers);

  function limit(): Record<string, string> {
    const { left, most, endsAt } = take();
    const headers = {
      "x-ratelimit-limit": String(most),
      "x-ratelimit-remaining": String(Math.max(left, 0)),
      "x-ratelimit-reset": String(endsAt),
    };
    if (left < 0) refuse(403, "API rate limit exceeded for installation ID 70000001.", headers);
    return headers;
  }

  return {
    url: () => world.url(),
    now: () => world.now(),
    settings,
    set: (changed: Partial<Settings>) =>
      settingsTable.set("settings", { ...settings(), ...changed }),
    gate,
    replace,
    users: () => users.rows(),
    change: (row: UserRow) => users.set(String(row.id), row),

    userIn: ({ params }: SimulatedRequest): UserRow => {
      const login = params["username"]?.toLowerCase();
      const found = users.rows().find((row) => row.login.toLowerCase() === login);
      return found ?? refuse(404, "Not Found");
    },

    /** Lets in, counts, and does the work; a refusal ends it anywhere. */
    answering:
      (admit: (request: SimulatedRequest) => void, work: Work): Work =>
      (request) => {
        try {
          admit(request);
          const headers = limit();
          return { ...work(request), headers };
        } catch (error) {
          if (error instanceof Refusal) return error.answer;
          throw error;
        }
      },
  };
}

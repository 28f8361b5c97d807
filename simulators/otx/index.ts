import { isIP } from "node:net";
import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { generalAnswer, hasSection } from "./general-answer";
import { createHourCounter } from "./hour-counter";
import {
  type IndicatorRow,
  type Slug,
  indicatorRow,
  isPublicSuffix,
  keyOf,
  slugOf,
  slugs,
} from "./indicator-row";
import { sceneOf, type Settings } from "./scene";
import { testIndicators } from "./test-indicators";

/** The key that this simulator takes. Published: it opens nothing else. */
export const otxKey = "otx-test-key";

const defaults: Settings = { anonymous: "refused", unknown: "empty", perHour: 10_000 };
const known = new Map(testIndicators.map((row) => [keyOf(row.slug, row.value), row]));

const problem = (status: number, detail: string): Answer => ({ status, body: { detail } });
const endpointNotFound = problem(404, "endpoint not found");
const authenticationRequired = problem(403, "Authentication required");
const hasKey = ({ headers }: SimulatedRequest): boolean => headers["x-otx-api-key"] === otxKey;

/** Open Threat Exchange, API v1: the look-ups, and whose key it is. https://otx.alienvault.com/api */
export const otx: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? defaults;
  // Null hides a test indicator that a scene wants unknown.
  const taught: Table<IndicatorRow | null> = world.table("indicators");
  const hour = createHourCounter(world);

  function find(slug: Slug, value: string): IndicatorRow | undefined {
    const row = taught.get(keyOf(slug, value));
    return (row === undefined ? known.get(keyOf(slug, value)) : row) ?? undefined;
  }

  function general(request: SimulatedRequest): Answer {
    const { type = "", indicator = "", section = "" } = request.params;
    if (!hasKey(request) && settings().anonymous === "refused") return authenticationRequired;
    const { perHour } = settings();
    if (!hour.take(perHour)) return problem(429, `Over throttling limit (${perHour}/hour)`);
    const slug = slugs.find((one) => one === type);
    if (slug === undefined || !hasSection(slug, section)) return endpointNotFound;
    const complaint = complaintOf(slug, indicator);
    if (complaint) return problem(400, complaint);
    const row = find(slug, indicator);
    const mayBeMissing = slug === "url" || slug === "file";
    if (!row && mayBeMissing && settings().unknown === "not-found") return endpointNotFound;
    // A name asked for under the other slug is one that no pulse names.
    const answer = generalAnswer({ ...(row ?? indicatorRow(indicator, {})), slug }, world.now());
    return {
      headers: { "x-otx-active": "1", "x-remote-user-name": "soc" },
      body: section === "general" ? answer : { indicator },
    };
  }

  return {
    name: "otx",
    routes: {
      "GET /api/v1/users/me": (request) =>
        hasKey(request)
          ? { body: { user_id: 4_711, username: "soc", member_since: "3344 days ago " } }
          : authenticationRequired,
      "GET /api/v1/indicators/{type}/{indicator}/{section}": general,
      // A URL that was not encoded as one segment ends here.
      "GET /api/v1/indicators/{*rest}": (request) =>
        hasKey(request) ? endpointNotFound : authenticationRequired,
    },
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      for (const { value: text, row } of scene.indicators) {
        taught.set(keyOf(slugOf(text), text), row);
      }
    },
    state: () => ({
      ...settings(),
      usedThisHour: hour.used(),
      indicators: [
        ...testIndicators.filter(({ slug, value }) => taught.get(keyOf(slug, value)) === undefined),
        ...taught.rows().filter((row) => row !== null),
      ],
    }),
  };
};

const hostPattern = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?$/i;

/** Why an indicator cannot be one of its type. */
function complaintOf(slug: Slug, text: string): string | undefined {
  const fits = {
    IPv4: () => isIP(text) === 4,
    IPv6: () => isIP(text) === 6,
    domain: () => hostPattern.test(text) && !isPublicSuffix(text) && isIP(text) === 0,
    hostname: () => hostPattern.test(text) && !isPublicSuffix(text) && isIP(text) === 0,
    url: () => /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text),
    file: () => slugOf(text) === "file",
  };
  return fits[slug]() ? undefined : `malformed ${slug}`;
}

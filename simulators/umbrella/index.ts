import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { createGate, problem, tooMany } from "./access";
import { type DomainRow, type Settings, domainRow, sceneOf } from "./scene";
import { testDomains } from "./test-domains";
import { createWindow } from "./window";

const defaults: Settings = {
  scopes: ["investigate.investigate:read"],
  tokensPerMinute: 20,
  perSecond: 150,
  perDay: null,
};

const known = new Map(testDomains.map((row) => [row.domain, row]));
const domainPattern = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?$/i;

/** Cisco Umbrella: its tokens, and Investigate's status of a domain. */
export const umbrella: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? defaults;
  // Null hides a test domain that a scene wants unknown.
  const taught: Table<DomainRow | null> = world.table("domains");
  const gate = createGate(world, settings);
  const second = createWindow(world, "second", 1_000);
  const day = createWindow(world, "day", 86_400_000);

  function find(domain: string): DomainRow {
    const row = taught.get(domain);
    return (row === undefined ? known.get(domain) : row) ?? domainRow(domain, {});
  }

  function categorization(request: SimulatedRequest): Answer {
    const refusal = gate.refusalOf(request);
    if (refusal) return refusal;
    const { perSecond, perDay } = settings();
    if (!second.take(perSecond) || !day.take(perDay)) return tooMany;
    const { domain = "" } = request.params;
    if (!domainPattern.test(domain)) return problem(400, "Bad Request");
    const { status, securityCategories, contentCategories } = find(domain.toLowerCase());
    const shown = request.query.has("showLabels") ? (label: string) => label : idOf;
    return {
      body: {
        [domain]: {
          status,
          security_categories: securityCategories.map(shown),
          content_categories: contentCategories.map(shown),
        },
      },
    };
  }

  return {
    name: "umbrella",
    routes: {
      "GET /investigate/v2/domains/categorization/{domain}": categorization,
      "POST /auth/v2/token": (request) => gate.issue(request),
      // A domain that was not encoded as one segment ends here.
      "GET /{*rest}": (request) => gate.refusalOf(request) ?? problem(404, "Not Found"),
    },
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      for (const { domain, row } of scene.domains) taught.set(domain, row);
    },
    state: () => ({
      ...settings(),
      domains: [
        ...testDomains.filter(({ domain }) => taught.get(domain) === undefined),
        ...taught.rows().filter((row) => row !== null),
      ],
    }),
  };
};

/** Without `showLabels` categories are numbers, as texts. The numbers are ours. */
const idOf = (label: string): string =>
  String(Buffer.from(label).reduce((sum, byte) => (sum * 31 + byte) % 200, 1));

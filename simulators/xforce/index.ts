import { isIP } from "node:net";
import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { createMonthCounter } from "./month-counter";
import { addressAnswer, malwareAnswer, urlAnswer } from "./report-answer";
import { type Kind, keyOf, kindOf, type ReportRow, reportRow } from "./report-row";
import { sceneOf, type Settings } from "./scene";
import { testReports } from "./test-reports";

/** The pair that this simulator takes. Published: it opens nothing else. */
export const xforceCredentials = {
  apiKey: "xforce-test-api-key",
  apiPassword: "xforce-test-password",
};

const defaults: Settings = {
  unknownAddress: "registry",
  account: "active",
  service: "up",
  entitlement: 5_000,
};

// IBM documents the statuses; the words of the bodies are ours.
const problem = (status: number, error: string): Answer => ({ status, body: { error } });
const notAuthorized = problem(401, "Not authorized.");
const notFound = problem(404, "Not found.");

const known = new Map(testReports.map((row) => [keyOf(row.kind, row.value), row]));
const { apiKey, apiPassword } = xforceCredentials;
const basic = `Basic ${Buffer.from(`${apiKey}:${apiPassword}`).toString("base64")}`;

/** IBM X-Force Exchange, the reports. https://api.xforce.ibmcloud.com/doc/ */
export const xforce: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? defaults;
  // Null hides a test report that a scene wants unknown.
  const taught: Table<ReportRow | null> = world.table("reports");
  const months = createMonthCounter(world);

  function refusalOf({ headers }: SimulatedRequest): Answer | undefined {
    if (settings().service === "withdrawn") return problem(410, "Gone.");
    if (headers["authorization"] !== basic) return notAuthorized;
    if (settings().account === "active") return undefined;
    return problem(403, "The account has no subscription for this API.");
  }

  function find(kind: Kind, value: string): ReportRow | undefined {
    const key = keyOf(kind, value);
    const row = taught.get(key);
    if (row !== undefined) return row ?? undefined;
    const isUnreported = kind === "ip" && settings().unknownAddress === "registry";
    return known.get(key) ?? (isUnreported ? reportRow(value, { score: 1 }) : undefined);
  }

  const report =
    (kind: Kind, value: string, answer: (row: ReportRow, now: number) => unknown) =>
    (request: SimulatedRequest): Answer => {
      const refusal = refusalOf(request);
      if (refusal) return refusal;
      if (!months.take(settings().entitlement)) return problem(402, "Monthly quota exceeded.");
      const text = request.params[value] ?? "";
      if (kind === "ip" && !isIP(text)) return problem(400, "Invalid IP address.");
      if (kind === "malware" && kindOf(text) !== "malware") return problem(400, "Invalid hash.");
      const row = find(kind, text);
      return row ? { body: answer(row, world.now()) } : notFound;
    };

  return {
    name: "xforce",
    routes: {
      "GET /all-subscriptions/usage": (request) =>
        refusalOf(request) ?? { body: usageAnswer(settings().entitlement, months.months()) },
      "GET /ipr/{ip}": report("ip", "ip", addressAnswer),
      "GET /url/{url}": report("url", "url", urlAnswer),
      "GET /malware/{hash}": report("malware", "hash", malwareAnswer),
      // Two slashes in front are refused with a good pair, too; a URL that was not encoded ends here.
      "GET /{*rest}": (request) =>
        request.path.startsWith("//") ? notAuthorized : (refusalOf(request) ?? notFound),
    },
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      for (const { value: text, row } of scene.reports) taught.set(keyOf(kindOf(text), text), row);
    },
    state: () => ({
      ...settings(),
      usage: months.months(),
      reports: [
        ...testReports.filter(({ kind, value }) => taught.get(keyOf(kind, value)) === undefined),
        ...taught.rows().filter((row) => row !== null),
      ],
    }),
  };
};

/** The API's own months among those of other products; numbers come as strings. */
const usageAnswer = (entitlement: number | null, usage: { cycle: string; usage: number }[]) => [
  {
    subscriptionType: "api",
    usageData: {
      type: "free",
      entitlement: entitlement === null ? null : String(entitlement),
      usage: usage.map((month) => ({ ...month, usage: String(month.usage) })),
    },
  },
  { subscriptionType: "taxii", usageData: { type: "free", entitlement: "5000", usage: [] } },
  { subscriptionType: "early_warning" },
];

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providers } from "../../connectors/providers";

const root = join(__dirname, "..", "..");

interface Registered {
  name: string;
  isFunction: boolean;
  bindings: Record<string, { type: string; direction: string; [option: string]: unknown }>;
}

/** The values that `func start` puts into the environment. */
const { Values } = JSON.parse(readFileSync(join(root, "local.settings.json"), "utf8")) as {
  Values: Record<string, string>;
};

function load(environment: Record<string, string>, folder = root) {
  const output = execFileSync(
    process.execPath,
    [join(root, "test", "support", "load-as-worker.cjs"), folder],
    {
      env: { PATH: process.env["PATH"], ...environment },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  return JSON.parse(output) as { files: string[]; model: string; registered: Registered[] };
}

const triggerOf = ({ bindings }: Registered) =>
  Object.values(bindings).find(({ type }) => type.endsWith("Trigger"))!;

describe("the built app, loaded as the Functions worker loads it", () => {
  const { files, model, registered } = load(Values);
  const named = new Map(registered.map((one) => [one.name, one]));

  it("has one entry file, found by the glob in package.json", () => {
    expect(files).toEqual([join("dist", "functions", "index.js")]);
    expect(model).toBe("@azure/functions");
  });

  it.each([
    ["incidentWebhook", { route: "incidents", methods: ["POST"], authLevel: "function" }],
    ["blockFeed", { route: "feeds/{file}", methods: ["GET", "HEAD"], authLevel: "function" }],
    [
      "incidentRecord",
      {
        route: "record/{subscriptionId}/{resourceGroup}/{workspace}/{incident}",
        methods: ["GET"],
        authLevel: "function",
      },
    ],
    ["runsPage", { route: "runs", methods: ["GET"], authLevel: "function" }],
  ])("serves %s by HTTP, behind a function key", (name, options) => {
    expect(triggerOf(named.get(name)!)).toMatchObject({ type: "httpTrigger", ...options });
  });

  it("serves slackInteractivity by HTTP to everyone: Slack's signature is its key", () => {
    expect(triggerOf(named.get("slackInteractivity")!)).toMatchObject({
      type: "httpTrigger",
      route: "slack/interactivity",
      methods: ["POST"],
      authLevel: "anonymous",
    });
  });

  it.each(["incidentWebhook", "runsPage", "slackInteractivity"])(
    "gives %s a durable client",
    (name) => {
      const types = Object.values(named.get(name)!.bindings).map(({ type }) => type);
      expect(types).toContain("durableClient");
    },
  );

  it("deletes old answers every night", () => {
    expect(triggerOf(named.get("pruneLedger")!)).toMatchObject({
      type: "timerTrigger",
      schedule: "0 17 3 * * *",
    });
  });

  it("sweeps logs every hour, or as the setting says", () => {
    expect(triggerOf(named.get("sweepLogs")!)).toMatchObject({
      type: "timerTrigger",
      schedule: "0 7 * * * *",
    });
    const { registered: other } = load({ ...Values, SWEEP_SCHEDULE: "0 0 */4 * * *" });
    const timer = other.find(({ name }) => name === "sweepLogs")!;
    expect(triggerOf(timer)).toMatchObject({ schedule: "0 0 */4 * * *" });
  });

  it.each([
    ["sweepsList", { route: "sweeps", methods: ["GET"] }],
    ["sweepNow", { route: "sweeps/{source}", methods: ["POST"] }],
  ])("serves %s behind a function key", (name, options) => {
    expect(triggerOf(named.get(name)!)).toMatchObject({ ...options, authLevel: "function" });
  });

  it("does not load with a source that cannot be right, and names its line", () => {
    const folder = mkdtempSync(join(tmpdir(), "sweeps-"));
    const file = join(folder, "sweeps.json");
    writeFileSync(file, '{\n  "sources": [\n    { "kind": "files", "name": "auth" }\n  ]\n}');

    expect(() => load({ ...Values, SWEEPS_FILE: file })).toThrow(
      /sweeps\.json:3:5 sources\.0\.roots/,
    );
    rmSync(folder, { recursive: true });
  });

  it("looks every minute for containments whose time is up", () => {
    expect(triggerOf(named.get("endContainments")!)).toMatchObject({
      type: "timerTrigger",
      schedule: "30 * * * * *",
    });
  });

  it("registers every flow and every activity, and nothing else", () => {
    const names = (type: string) =>
      registered.filter((one) => triggerOf(one).type === type).map(({ name }) => name);

    expect(names("orchestrationTrigger")).toEqual([
      "respondToIncident",
      "acknowledgeNotice",
      "releaseContainment",
      "undoIncident",
      "followCase",
      "agreeOnPlan",
      "answerVoter",
      "sweepSource",
      "updateFinding",
    ]);
    expect(names("activityTrigger").toSorted()).toEqual([
      "acknowledgeFindings",
      "acknowledgePage",
      "addComment",
      "addRemark",
      "addTask",
      "askCloudAlerts",
      "askContext",
      "checkContainment",
      "closeFinding",
      "closeIncident",
      "contain",
      "createIncident",
      "endApproval",
      "endContainment",
      "extendContainment",
      "findIncidentOfAlert",
      "heldContainments",
      "keepPiece",
      "linkTicket",
      "lookUp",
      "namedFindings",
      "noteFinding",
      "noteTicket",
      "openApproval",
      "openTicket",
      "postSlackMessage",
      "postTeamsCard",
      "readApproval",
      "readEntities",
      "readIncident",
      "readTicket",
      "recordDecision",
      "replyInSlack",
      "resolveInDefender",
      "resolvePage",
      "resolveTarget",
      "resolveTicket",
      "sendMail",
      "startFollowing",
      "startResponses",
      "sweepSlice",
      "takeFromSweep",
      "takeIncident",
      "triggerPage",
      "updateSlackMessage",
      "updateTicket",
      "writeOutcome",
    ]);
    expect(registered).toHaveLength(17 + 3 + 9 + 47);
    expect(registered.every(({ isFunction }) => isFunction)).toBe(true);
  });

  it("registers the same from the bundle that is deployed", () => {
    const folder = mkdtempSync(join(tmpdir(), "bundle-"));
    execFileSync(process.execPath, [join(root, "scripts", "bundle.mjs"), folder]);

    const bundled = load(Values, folder);

    rmSync(folder, { recursive: true });
    expect(bundled.files).toEqual(["index.js"]);
    expect(bundled.registered).toEqual(registered);
  });

  it("leaves the webhook to Entra ID when callers are named", () => {
    const withCallers = load({
      ...Values,
      INTAKE_ALLOWED_CALLERS: "99999999-9999-9999-9999-999999999999",
    });
    const webhook = withCallers.registered.find(({ name }) => name === "incidentWebhook")!;

    expect(triggerOf(webhook)).toMatchObject({ authLevel: "anonymous" });
  });

  it("leaves the feeds to their consumers' passwords when those are set up", () => {
    const { registered: all } = load({ ...Values, FEED_CONSUMERS_SECRET_NAME: "feed-consumers" });
    const feed = all.find(({ name }) => name === "blockFeed")!;

    expect(triggerOf(feed)).toMatchObject({ authLevel: "anonymous" });
  });

  it("does not load with a setting that cannot be right, and names it", () => {
    expect(() => load({ ...Values, KEY_VAULT_URL: "not an address" })).toThrow(/KEY_VAULT_URL/);
  });
});

describe("local.settings.json", () => {
  it("is committed with addresses and names only, and no secret", () => {
    const allowed = [
      "ABUSEIPDB_URL",
      "AzureWebJobsStorage",
      "DEFENDER_ENDPOINT_URL",
      "ENTRA_BLOCK_GROUP",
      "FUNCTIONS_WORKER_RUNTIME",
      "GRAPH_URL",
      "GREYNOISE_PLAN",
      "GREYNOISE_URL",
      "IDENTITY_ENDPOINT",
      "IDENTITY_HEADER",
      "JIRA_TOKEN_URL",
      "JIRA_URL",
      "KEY_VAULT_URL",
      "LEDGER",
      "LOGS_URL",
      "LOG_ANALYTICS_WORKSPACE_ID",
      "MAIL_FROM",
      "MALWAREBAZAAR_URL",
      "OTX_URL",
      "PAGERDUTY_EVENTS_URL",
      "PAGERDUTY_FROM",
      "PAGERDUTY_SERVICE_ID",
      "PAGERDUTY_URL",
      "RESOURCE_MANAGER_URL",
      "SENTINEL_WORKSPACE_RESOURCE_ID",
      "SERVICENOW_URL",
      "SIGN_IN",
      "SLACK_CHANNEL",
      "SLACK_URL",
      "TASKHUB_NAME",
      "THREATFOX_URL",
      "UMBRELLA_URL",
      "URLHAUS_URL",
      "VIRUSTOTAL_PLAN",
      "VIRUSTOTAL_URL",
      "XFORCE_URL",
      ...providers.flatMap(({ local }) => Object.keys(local)),
    ];
    expect(Object.keys(Values).toSorted()).toEqual([...new Set(allowed)].toSorted());
    expect(Values["AzureWebJobsStorage"]).toBe("UseDevelopmentStorage=true");
    expect(Values["IDENTITY_HEADER"]).toBe("simulated-identity-header");
  });
});

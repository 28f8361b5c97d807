import { inspect } from "node:util";
import { readPolicy } from "../../config/policy";
import { type AppSettings, readSettings } from "../../config/settings";
import { type Connectors, createConnectors } from "../../connectors";
import type { Policy } from "../../domain/policy";
import { ConnectorError } from "../../connectors/connector-error";
import { providers } from "../../connectors/providers";
import { workspacePath } from "../../domain/arm-id";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

/** Simulated vendors, and connectors that are set up for them. */
export interface Stage {
  vendors: RunningSimulators;
  /** Made anew for each test: nothing is kept from the one before. */
  connectors: Connectors;
}

export const workspace = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-soc",
  workspaceName: "law-soc",
};

export const workspaceId = "22222222-2222-2222-2222-222222222222";

/** Runs the simulators while a file's tests run, each test with fresh connectors and no faults. */
export function useStage(variables: NodeJS.ProcessEnv = {}): Stage {
  const stage = {} as Stage; // filled before the first test

  beforeAll(async () => {
    stage.vendors = await startSimulators();
    const { url } = stage.vendors;
    // The identity library reads these itself.
    process.env.IDENTITY_ENDPOINT = `${url}/managed-identity/token`;
    process.env.IDENTITY_HEADER = "simulated-identity-header";
    // Nothing may go this way.
    process.env.HTTP_PROXY = "http://127.0.0.1:9";
    process.env.HTTPS_PROXY = "http://127.0.0.1:9";
  });

  beforeEach(() => {
    stage.vendors.clearFaults();
    stage.vendors.clearCalls();
    stage.connectors = connectorsFor(stage.vendors.url, variables);
  });

  afterAll(() => stage.vendors.close());
  return stage;
}

/** Connectors whose every vendor is simulated, unless a variable says otherwise. */
export function connectorsFor(
  url: string,
  variables: NodeJS.ProcessEnv = {},
  lookUps: Partial<Policy["lookUps"]> = {},
): Connectors {
  const settings = settingsFor(url, variables);
  policy ??= readPolicy("policy.json");
  return createConnectors(settings, { ...policy, lookUps: { ...policy.lookUps, ...lookUps } });
}

// Read once a file: neither changes, and each test makes connectors anew.
let policy: Policy | undefined;
const settingsOf = new Map<string, AppSettings>();

function settingsFor(url: string, variables: NodeJS.ProcessEnv): AppSettings {
  const key = JSON.stringify([url, variables]);
  const known = settingsOf.get(key);
  if (known) return known;
  const settings = readSettings({
    IDENTITY_ENDPOINT: `${url}/managed-identity/token`,
    IDENTITY_HEADER: "simulated-identity-header",
    KEY_VAULT_URL: `${url}/key-vault`,
    RESOURCE_MANAGER_URL: `${url}/sentinel`,
    SENTINEL_WORKSPACE_RESOURCE_ID: workspacePath(workspace),
    LOGS_URL: `${url}/azure-monitor-logs`,
    LOG_ANALYTICS_WORKSPACE_ID: workspaceId,
    DEFENDER_ENDPOINT_URL: `${url}/defender-endpoint`,
    VIRUSTOTAL_URL: `${url}/virustotal`,
    XFORCE_URL: `${url}/xforce`,
    OTX_URL: `${url}/otx`,
    ABUSEIPDB_URL: `${url}/abuseipdb`,
    GREYNOISE_URL: `${url}/greynoise`,
    URLHAUS_URL: `${url}/urlhaus`,
    THREATFOX_URL: `${url}/threatfox`,
    MALWAREBAZAAR_URL: `${url}/malwarebazaar`,
    UMBRELLA_URL: `${url}/umbrella`,
    SERVICENOW_URL: `${url}/servicenow`,
    JIRA_URL: `${url}/jira`,
    JIRA_TOKEN_URL: `${url}/jira`,
    PAGERDUTY_EVENTS_URL: `${url}/pagerduty`,
    PAGERDUTY_URL: `${url}/pagerduty`,
    PAGERDUTY_FROM: "soar@contoso.example",
    PAGERDUTY_SERVICE_ID: "PSOCSVC",
    SLACK_URL: `${url}/slack/api`,
    SLACK_CHANNEL: "C0SOCTEAM1",
    ENTRA_BLOCK_GROUP: "9a11b0c5-0000-4000-8000-000000000080",
    GRAPH_URL: `${url}/microsoft-graph`,
    MAIL_FROM: "soc@contoso.example",
    RISK_REQUESTS_PER_MINUTE: "60000",
    ...localSettings(url),
    LEDGER: "memory:",
    ...variables,
  });
  settingsOf.set(key, settings);
  return settings;
}

/** What the providers of containments have in the local run. */
const localSettings = (url: string): Record<string, string> =>
  Object.fromEntries(
    providers
      .flatMap(({ local }) => Object.entries(local))
      .map(([name, value]) => [
        name,
        value.replace("{simulators}", url).replace("{simulators.host}", new URL(url).host),
      ]),
  );

/** Every published secret of the simulators, and what all tokens begin with. */
export const planted = [
  "virustotal-test-key",
  "xforce-test-api-key",
  "xforce-test-password",
  "otx-test-key",
  "abuseipdb-test-key",
  "greynoise-test-key",
  "abuse-ch-test-auth-key",
  "umbrella-test-api-key",
  "umbrella-test-api-secret",
  "jira-test-api-token",
  "jira-test-scoped-api-token",
  "jira-test-client-secret",
  "jira-test-personal-access-token",
  "pagerdutytestroutingkey000000001",
  "pagerduty-test-api-key",
  "xoxb-slack-test-token",
  "slack-test-signing-secret",
  "servicenow-test-password",
  "servicenow-test-client-secret",
  "teams-test-signature",
  "okta-test-api-token",
  "github-test-",
  "sentinelone-test-api-token",
  "crowdstrike-test-client-secret",
  "pan-os-test-api-key",
  "fortigate-test-api-token",
  "cloudflare-test-api-token",
  "check-point-test-api-key",
  "active-directory-test-password",
  "splunk-test-token",
  "splunk-test-hec-token",
  "splunk-test-es-token",
  "elastic-test-",
  Buffer.from("elastic-read:elastic-test-read-key").toString("base64"),
  Buffer.from("elastic-write:elastic-test-write-key").toString("base64"),
  Buffer.from("elastic-kibana:elastic-test-kibana-key").toString("base64"),
  "simulated-identity-header",
  "ya29.",
  "eyJ",
];

/** The ConnectorError that a call ends with; fails when it ends otherwise, or when it shows a secret. */
export async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const error = await work.then(
    (value) => new Error(`Did not fail, but gave ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectorError)) {
    throw new Error("Expected a ConnectorError", { cause: error });
  }
  const shown = [
    error.message,
    JSON.stringify(error),
    inspect(error, { depth: 9, showHidden: true }),
  ];
  // One expectation for all: each test of a failure comes by here.
  expect(planted.filter((secret) => shown.some((text) => text.includes(secret)))).toEqual([]);
  return error;
}

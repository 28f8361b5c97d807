import { z } from "zod";
import { parseWorkspaceId } from "../domain/arm-id";
import type { WorkspaceRef } from "../domain/incident";
import { addressProblem } from "../connectors/base-url";
import { providers } from "../connectors/providers";
import {
  address,
  choice,
  guid,
  optional,
  secretName,
  withDefault,
} from "../connectors/setting-values";
import type { Settings } from "../connectors/settings";

/** Everything that the environment decides; the composition root hands out the parts. */
export interface AppSettings extends Settings {
  /** Where the app remembers what it did: see `ledger/index.ts`. */
  ledger: string;
  policyFile: string;
  /** Entra object ids that may post incidents, in lower case; empty leaves it to the function key. */
  allowedCallers: string[];
  sweeps: {
    /** Declares what is swept; undefined sweeps nothing. */
    file: string | undefined;
    /** NCRONTAB. */
    schedule: string;
  };
  intakeMaxBytes: number;
  /** The workspace of triggers that do not name theirs: the classic alert body. */
  workspace: WorkspaceRef | undefined;
  feeds: {
    /** Secret with the names and passwords of those that pull; undefined leaves it to the function key. */
    consumersSecretName: string | undefined;
    hasPlaceholder: boolean;
    maxEntries: number;
  };
  approvals: {
    /** How people who decide are known; undefined closes the page and the API. */
    signIn: "app-service" | "unverified" | undefined;
    /** False in Azure while App Service authentication is off. */
    isTrusted: boolean;
    /** Name of the secret that signs forms. */
    keyName: string;
    /** Where people reach the app; links in messages begin with it. */
    publicUrl: string | undefined;
  };
}

const ledger = z
  .string("is not set: sqlite:<file>, tables:<address of the storage account's tables> or memory:")
  .regex(
    /^(?:memory:$|sqlite:.|tables:.)/,
    "must be sqlite:<file>, tables:<address of the storage account's tables> or memory:",
  )
  .refine(
    (text) => !/^tables:https?:/i.test(text) || !addressProblem(text.slice("tables:".length)),
    "must name tables by https:// (plain http:// is for this machine only)",
  );

const workspace = z
  .string()
  .transform((id) => parseWorkspaceId(id))
  .refine((parsed) => parsed !== undefined, "must be the resource id of a Log Analytics workspace");

const callers = z
  .string()
  .transform((list) => list.split(",").map((id) => id.trim().toLowerCase()))
  .transform((ids) => ids.filter((id) => id !== ""))
  .pipe(z.array(z.guid("must be object ids (GUIDs), separated by commas")));

const bytes = z
  .string()
  .regex(/^\d+$/, "must be a whole number of bytes")
  .transform(Number)
  .pipe(
    z
      .number()
      .min(1_024, "must be at least 1024")
      .max(100 * 1_024 * 1_024, "is too much"),
  );

const requests = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, "must be a whole number from 1 to 99999")
  .transform(Number);

const intelligence = {
  XFORCE_URL: withDefault(address, "https://api.xforce.ibmcloud.com"),
  XFORCE_SECRET_NAME: withDefault(secretName, "xforce-credentials"),
  OTX_URL: withDefault(address, "https://otx.alienvault.com"),
  OTX_SECRET_NAME: withDefault(secretName, "otx-api-key"),
  ABUSEIPDB_URL: withDefault(address, "https://api.abuseipdb.com"),
  ABUSEIPDB_SECRET_NAME: withDefault(secretName, "abuseipdb-api-key"),
  GREYNOISE_URL: withDefault(address, "https://api.greynoise.io"),
  GREYNOISE_SECRET_NAME: withDefault(secretName, "greynoise-api-key"),
  GREYNOISE_PLAN: withDefault(choice("community", "full"), "community"),
  URLHAUS_URL: withDefault(address, "https://urlhaus-api.abuse.ch"),
  THREATFOX_URL: withDefault(address, "https://threatfox-api.abuse.ch"),
  MALWAREBAZAAR_URL: withDefault(address, "https://mb-api.abuse.ch"),
  ABUSE_CH_SECRET_NAME: withDefault(secretName, "abuse-ch-auth-key"),
  UMBRELLA_URL: withDefault(address, "https://api.umbrella.com"),
  UMBRELLA_SECRET_NAME: withDefault(secretName, "umbrella-credentials"),
};

/** Out of the box; administrators make their own. */
const closeCodes = { incident: "Solution provided", sn_si_incident: "Threat mitigated" };

const ticketing = {
  SERVICENOW_TABLE: withDefault(choice("incident", "sn_si_incident"), "incident"),
  JIRA_URL: optional(address),
  JIRA_SITE_URL: optional(address),
  JIRA_TOKEN_URL: withDefault(address, "https://auth.atlassian.com"),
  JIRA_SECRET_NAME: withDefault(secretName, "jira-credentials"),
  JIRA_FLAVOUR: withDefault(choice("cloud", "data-center"), "cloud"),
  JIRA_PROJECT: withDefault(
    z.string().regex(/^[A-Z][A-Z0-9_]{1,30}$/, "must be the key of a project: SEC"),
    "SEC",
  ),
  JIRA_ISSUE_TYPE: withDefault(z.string().max(60), "Task"),
  PAGERDUTY_EVENTS_URL: withDefault(address, "https://events.pagerduty.com"),
  PAGERDUTY_URL: withDefault(address, "https://api.pagerduty.com"),
  PAGERDUTY_ROUTING_KEY_NAME: withDefault(secretName, "pagerduty-routing-key"),
  PAGERDUTY_SECRET_NAME: withDefault(secretName, "pagerduty-api-key"),
  JIRA_WEBHOOK_SECRET_NAME: withDefault(secretName, "jira-webhook-secret"),
  PAGERDUTY_WEBHOOK_SECRET_NAME: withDefault(secretName, "pagerduty-webhook-secret"),
  PAGERDUTY_FROM: optional(z.email("must be the e-mail address of a PagerDuty user")),
  PAGERDUTY_SERVICE_ID: optional(z.string().regex(/^[A-Z0-9]{4,20}$/, "must be a service's id")),
};

const communication = {
  SLACK_URL: withDefault(address, "https://slack.com/api"),
  SLACK_SECRET_NAME: withDefault(secretName, "slack-bot-token"),
  SLACK_SIGNING_SECRET_NAME: withDefault(secretName, "slack-signing-secret"),
  SLACK_CHANNEL: optional(z.string().regex(/^[CG][A-Z0-9]{5,20}$/, "must be a channel's id")),
  GRAPH_URL: withDefault(address, "https://graph.microsoft.com"),
  RISK_REQUESTS_PER_MINUTE: withDefault(requests, "50"),
  ENTRA_BLOCK_GROUP: optional(guid),
  MAIL_FROM: optional(z.string().regex(/^[^\s/?#]{1,200}$/, "must be a mailbox's address or id")),
};

const entries = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, "must be a whole number from 1 to 999999")
  .transform(Number);

const containment = {
  FEED_CONSUMERS_SECRET_NAME: optional(secretName),
  FEED_WHEN_EMPTY: withDefault(choice("empty", "placeholder"), "empty"),
  FEED_MAX_ENTRIES: withDefault(entries, "50000"),
};

const schedule = z
  .string()
  .regex(/^\S+( \S+){5}$/, "must be an NCRONTAB expression of six fields: 0 7 * * * *");

const environment = z.object({
  IDENTITY_ENDPOINT: optional(z.string()),
  IDENTITY_HEADER: optional(z.string()),
  MANAGED_IDENTITY_CLIENT_ID: optional(guid),
  KEY_VAULT_URL: optional(address),
  RESOURCE_MANAGER_URL: withDefault(address, "https://management.azure.com"),
  AZURE_RESOURCES_URL: withDefault(address, "https://management.azure.com"),
  LOGS_URL: withDefault(address, "https://api.loganalytics.io"),
  LOG_ANALYTICS_WORKSPACE_ID: optional(guid),
  DEFENDER_ENDPOINT_URL: withDefault(address, "https://api.security.microsoft.com"),
  DEFENDER_ENDPOINT_AUDIENCE: withDefault(address, "https://api.securitycenter.microsoft.com"),
  VIRUSTOTAL_URL: withDefault(address, "https://www.virustotal.com"),
  VIRUSTOTAL_PLAN: withDefault(choice("public", "premium"), "public"),
  VIRUSTOTAL_SECRET_NAME: withDefault(secretName, "virustotal-api-key"),
  SERVICENOW_URL: optional(address),
  SERVICENOW_SECRET_NAME: withDefault(secretName, "servicenow-credentials"),
  SERVICENOW_CLOSE_CODE: optional(z.string().max(40)),
  TEAMS_SECRET_NAME: withDefault(secretName, "teams-webhook-url"),
  ...intelligence,
  ...ticketing,
  ...communication,
  ...containment,
  SIGN_IN: optional(choice("app-service", "unverified")),
  APPROVAL_KEY_NAME: withDefault(secretName, "approval-signing-key"),
  PUBLIC_URL: optional(address),
  WEBSITE_INSTANCE_ID: optional(z.string()),
  WEBSITE_AUTH_ENABLED: optional(z.string()),
  LEDGER: ledger,
  POLICY_FILE: withDefault(z.string(), "policy.json"),
  SENTINEL_WORKSPACE_RESOURCE_ID: optional(workspace),
  SWEEPS_FILE: optional(z.string()),
  SWEEP_SCHEDULE: withDefault(schedule, "0 7 * * * *"),
  INTAKE_ALLOWED_CALLERS: withDefault(callers, ","),
  INTAKE_MAX_BYTES: withDefault(bytes, String(4 * 1_024 * 1_024)),
});

/** The settings, checked; throws one error that names every setting with a problem, and no value. */
export function readSettings(variables: NodeJS.ProcessEnv): AppSettings {
  const parsed = environment.safeParse(variables);
  const ofProviders = providers.map(({ name, settings }) => ({
    name,
    read: settings.safeParse(variables),
  }));
  const problems = [
    ...unresolved(variables),
    ...(variables["SIGN_IN"] === "unverified" && variables["WEBSITE_INSTANCE_ID"]
      ? ['SIGN_IN must be "app-service" in Azure: "unverified" believes whoever asks']
      : []),
    ...[parsed, ...ofProviders.map(({ read }) => read)]
      .flatMap(({ error }) => error?.issues ?? [])
      .map(({ path, message }) => `${String(path[0])} ${message}`),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new Error(`Cannot start with these settings:\n  ${[...new Set(problems)].join("\n  ")}`);
  }
  const env = parsed.data;
  return {
    identity: {
      isAvailable: env.IDENTITY_ENDPOINT !== undefined && env.IDENTITY_HEADER !== undefined,
      clientId: env.MANAGED_IDENTITY_CLIENT_ID,
    },
    keyVault: { url: env.KEY_VAULT_URL },
    sentinel: { url: env.RESOURCE_MANAGER_URL, workspace: env.SENTINEL_WORKSPACE_RESOURCE_ID },
    resources: { url: env.AZURE_RESOURCES_URL },
    logs: { url: env.LOGS_URL, workspaceId: env.LOG_ANALYTICS_WORKSPACE_ID },
    defenderEndpoint: { url: env.DEFENDER_ENDPOINT_URL, audience: env.DEFENDER_ENDPOINT_AUDIENCE },
    virustotal: {
      url: env.VIRUSTOTAL_URL,
      secretName: env.VIRUSTOTAL_SECRET_NAME,
      plan: env.VIRUSTOTAL_PLAN,
    },
    servicenow: {
      url: env.SERVICENOW_URL,
      secretName: env.SERVICENOW_SECRET_NAME,
      closeCode: env.SERVICENOW_CLOSE_CODE ?? closeCodes[env.SERVICENOW_TABLE],
      table: env.SERVICENOW_TABLE,
    },
    xforce: { url: env.XFORCE_URL, secretName: env.XFORCE_SECRET_NAME },
    otx: { url: env.OTX_URL, secretName: env.OTX_SECRET_NAME },
    abuseipdb: { url: env.ABUSEIPDB_URL, secretName: env.ABUSEIPDB_SECRET_NAME },
    greynoise: {
      url: env.GREYNOISE_URL,
      secretName: env.GREYNOISE_SECRET_NAME,
      plan: env.GREYNOISE_PLAN,
    },
    urlhaus: { url: env.URLHAUS_URL, secretName: env.ABUSE_CH_SECRET_NAME },
    threatfox: { url: env.THREATFOX_URL, secretName: env.ABUSE_CH_SECRET_NAME },
    malwarebazaar: { url: env.MALWAREBAZAAR_URL, secretName: env.ABUSE_CH_SECRET_NAME },
    umbrella: { url: env.UMBRELLA_URL, secretName: env.UMBRELLA_SECRET_NAME },
    jira: {
      url: env.JIRA_URL,
      siteUrl: env.JIRA_SITE_URL,
      tokenUrl: env.JIRA_TOKEN_URL,
      secretName: env.JIRA_SECRET_NAME,
      flavour: env.JIRA_FLAVOUR,
      project: env.JIRA_PROJECT,
      issueType: env.JIRA_ISSUE_TYPE,
      webhookSecretName: env.JIRA_WEBHOOK_SECRET_NAME,
    },
    pagerduty: {
      eventsUrl: env.PAGERDUTY_EVENTS_URL,
      url: env.PAGERDUTY_URL,
      routingKeyName: env.PAGERDUTY_ROUTING_KEY_NAME,
      secretName: env.PAGERDUTY_SECRET_NAME,
      from: env.PAGERDUTY_FROM,
      serviceId: env.PAGERDUTY_SERVICE_ID,
      webhookSecretName: env.PAGERDUTY_WEBHOOK_SECRET_NAME,
    },
    teams: { secretName: env.TEAMS_SECRET_NAME },
    slack: {
      url: env.SLACK_URL,
      secretName: env.SLACK_SECRET_NAME,
      signingSecretName: env.SLACK_SIGNING_SECRET_NAME,
      channel: env.SLACK_CHANNEL,
    },
    outlook: { url: env.GRAPH_URL, from: env.MAIL_FROM },
    graphSecurity: { url: env.GRAPH_URL },
    entraId: {
      url: env.GRAPH_URL,
      riskRequestsPerMinute: env.RISK_REQUESTS_PER_MINUTE,
      blockGroup: env.ENTRA_BLOCK_GROUP,
    },
    providers: Object.fromEntries(ofProviders.map(({ name, read }) => [name, read.data])),
    ledger: env.LEDGER,
    policyFile: env.POLICY_FILE,
    allowedCallers: env.INTAKE_ALLOWED_CALLERS,
    sweeps: { file: env.SWEEPS_FILE, schedule: env.SWEEP_SCHEDULE },
    intakeMaxBytes: env.INTAKE_MAX_BYTES,
    workspace: env.SENTINEL_WORKSPACE_RESOURCE_ID,
    feeds: {
      consumersSecretName: env.FEED_CONSUMERS_SECRET_NAME,
      hasPlaceholder: env.FEED_WHEN_EMPTY === "placeholder",
      maxEntries: env.FEED_MAX_ENTRIES,
    },
    approvals: {
      signIn: env.SIGN_IN,
      isTrusted:
        env.WEBSITE_INSTANCE_ID === undefined || /^true$/i.test(env.WEBSITE_AUTH_ENABLED ?? ""),
      keyName: env.APPROVAL_KEY_NAME,
      publicUrl: env.PUBLIC_URL,
    },
  };
}

/** The platform leaves a reference as it is when it cannot read the secret behind it. */
const unresolved = (variables: NodeJS.ProcessEnv): string[] =>
  Object.entries(variables)
    .filter(([, value]) => value?.trimStart().startsWith("@Microsoft.KeyVault("))
    .map(
      ([name]) =>
        `${name} is an unresolved Key Vault reference: see that the secret exists and that the app's identity may read it`,
    );

import { CONTAINMENT_KINDS, containmentKinds } from "../domain/containment-kind";
import type { Permission } from "../domain/kind-of-containment";
import type { Policy } from "../domain/policy";
import { CONTEXT_SOURCES, type ContextSourceName, contextSources } from "../domain/context-source";
import { OUTCOME_SINKS } from "../domain/report/outcome-sink";
import { type FindingSourceName, findingSources } from "../domain/finding-source";
import { SOURCE_NAMES } from "../domain/source-name";
import { providers as allProviders } from "../connectors/providers";
import { workspacePath } from "../domain/arm-id";
import type { AppSettings } from "./settings";

/** A permission, and all steps that need it. */
export interface NeededPermission extends Permission {
  for: string[];
  /** The resource id of what `at` names; undefined where that is not set. */
  scope?: string;
}

interface Step {
  what: string;
  needs: readonly Permission[];
}

type Facts = Pick<
  AppSettings,
  | "feeds"
  | "jira"
  | "ledger"
  | "outlook"
  | "pagerduty"
  | "providers"
  | "servicenow"
  | "slack"
  | "teams"
  | "workspace"
> &
  Record<"virustotal" | "xforce" | "otx" | "abuseipdb" | "greynoise" | "umbrella", Secret> &
  Record<"urlhaus" | "threatfox" | "malwarebazaar", Secret> & {
    approvals: { keyName: string };
  };
interface Secret {
  secretName: string;
}

const graph = (...names: string[]): Permission[] =>
  names.map((name) => ({ of: "Microsoft Graph", name }));
const role = (name: string, on: string): Permission => ({ of: "Azure role", name, on });
const ofWorkspace = { at: "SENTINEL_WORKSPACE_RESOURCE_ID" };
const secret = (name: string): Permission => role("Key Vault Secrets User", `the secret ${name}`);

/**
 * What the app's identity, and its account at each service, need for the steps that a policy enables, and no
 * more. Ordered by whose they are. Built-in roles of Azure are named where no smaller one exists:
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export function permissionsOf(policy: Policy, settings: Facts): NeededPermission[] {
  const found = new Map<string, NeededPermission>();
  for (const { what, needs } of stepsOf(policy, settings)) {
    for (const need of needs) {
      const key = `${need.of} ${need.name} ${need.on ?? ""}`;
      const known = found.get(key) ?? { ...need, ...scopeOf(need, settings), for: [] };
      if (!known.for.includes(what)) known.for.push(what);
      found.set(key, known);
    }
  }
  return [...found.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
}

/** A resource id of the settings, or of those of one provider. */
function scopeOf({ at }: Permission, { workspace, providers }: Facts): { scope?: string } {
  if (at === undefined) return {};
  if (at === ofWorkspace.at) return workspace ? { scope: workspacePath(workspace) } : {};
  const values = Object.values(providers).map((one) => (one as Record<string, unknown>)[at]);
  const resource = values.find((value) => value !== undefined) as { path: string } | undefined;
  return resource ? { scope: resource.path } : {};
}

const stepsOf = (policy: Policy, settings: Facts): Step[] => [
  {
    what: "incidents: read, own, comment, leave tasks, close",
    needs: [
      {
        ...role("Microsoft Sentinel Responder", "the resource group of the workspace"),
        ...ofWorkspace,
      },
    ],
  },
  ...(policy.sweeps?.sentinel === "create"
    ? [
        {
          what: "incidents of sweeps: make",
          needs: [role("Microsoft Sentinel Contributor", "the resource group of the workspace")],
        },
      ]
    : []),
  ...ledger(settings),
  ...sources(policy, settings),
  ...context(policy, settings),
  ...tickets(policy, settings),
  ...channels(policy, settings),
  ...containments(policy, settings),
  ...reports(policy, settings),
  ...closings(policy, settings),
  ...(settings.feeds.consumersSecretName === undefined
    ? []
    : [{ what: "block feeds", needs: [secret(settings.feeds.consumersSecretName)] }]),
  ...(asksPeople(policy)
    ? [{ what: "approval page", needs: [secret(settings.approvals.keyName)] }]
    : []),
];

const asksPeople = ({ contain: { kinds } }: Policy): boolean =>
  CONTAINMENT_KINDS.some((kind) => kinds[kind].act !== "never");

const ledger = ({ ledger: setting }: Facts): Step[] =>
  /^tables:https:/i.test(setting)
    ? [
        {
          what: "ledger",
          needs: [role("Storage Table Data Contributor", "the storage account of the ledger")],
        },
      ]
    : [];

const sources = (policy: Policy, settings: Facts): Step[] =>
  SOURCE_NAMES.filter((name) => policy.sources[name].isAsked).map((name) => ({
    what: `reputation: ${name}`,
    needs: [name === "sentinel-indicators" ? logReader : secret(settings[name].secretName)],
  }));

/** Responder reads the logs of its own workspace. */
const logReader = role(
  "Log Analytics Reader",
  "the workspace of LOG_ANALYTICS_WORKSPACE_ID, where it is not the incidents' own",
);

/** By the connector that is asked. */
const reading: Readonly<Record<string, readonly Permission[]>> = {
  "entra-id": graph(
    "User.Read.All",
    "RoleManagement.Read.Directory",
    "GroupMember.Read.All",
    "IdentityRiskyUser.Read.All",
    "AuditLog.Read.All",
  ),
  "defender-endpoint": [{ of: "Defender for Endpoint", name: "Machine.Read.All" }],
  "defender-cloud": [role("Security Reader", "each subscription whose alerts come")],
  "azure-monitor-logs": [logReader],
  sentinel: [
    {
      of: "Azure",
      name: "Microsoft.SecurityInsights/enrichment/listGeodataByIp/action",
      on: "the workspace",
      ...ofWorkspace,
    },
  ],
};

const context = (policy: Policy, settings: Facts): Step[] =>
  CONTEXT_SOURCES.filter((name) => policy.context[name].isAsked).map((name) => ({
    what: `context: ${name}`,
    needs: readingAt(name, settings),
  }));

const reports = ({ report }: Policy, settings: Facts): Step[] => [
  ...OUTCOME_SINKS.filter((sink) => report?.[sink]).map((sink) => ({
    what: `report: ${sink}`,
    needs: allProviders.find(({ name }) => name === sink)?.writes?.(settings.providers[sink]) ?? [],
  })),
  ...(report?.findings ?? []).map((name) => ({
    what: `report: ${name}`,
    needs: changingAt(name, settings),
  })),
];

const closings = ({ close }: Policy, settings: Facts): Step[] => [
  ...(close.inDefender
    ? [{ what: "close: the Defender portal", needs: graph("SecurityIncident.ReadWrite.All") }]
    : []),
  ...(close.findings ?? []).map((name) => ({
    what: `close: ${name}`,
    needs: changingAt(name, settings),
  })),
];

/** What changing a source's findings needs. */
function changingAt(source: FindingSourceName, { providers }: Facts): Permission[] {
  const { vendor, permissions, secretSetting } = findingSources[source];
  return [...secretsIn(providers[vendor], secretSetting).map(secret), ...permissions];
}

function readingAt(source: ContextSourceName, settings: Facts): readonly Permission[] {
  const { vendor } = contextSources[source];
  const asked = allProviders.find(({ name }) => name === vendor);
  return reading[vendor] ?? asked?.reads?.(settings.providers[vendor], source) ?? [];
}

function tickets({ open, follow }: Policy, settings: Facts): Step[] {
  const { servicenow, jira, pagerduty } = settings;
  const projects = ["Browse", "Create", "Edit", "Link", "Transition", "Add comments"];
  const needs = {
    servicenow: [
      secret(servicenow.secretName),
      { of: "ServiceNow", name: "read and write", on: `the table ${servicenow.table}` },
    ],
    jira: [
      secret(jira.secretName),
      ...projects.map((name) => ({ of: "Jira", name, on: `the project ${jira.project}` })),
      ...(follow.isEnabled ? [secret(jira.webhookSecretName)] : []),
    ],
    pagerduty: [
      secret(pagerduty.secretName),
      ...(follow.isEnabled ? [secret(pagerduty.webhookSecretName)] : []),
    ],
  };
  return [{ what: `tickets: ${open.ticketSystem}`, needs: needs[open.ticketSystem] }];
}

function channels({ notify }: Policy, { teams, slack, outlook, pagerduty }: Facts): Step[] {
  const mailbox = outlook.from ?? "of MAIL_FROM";
  const needs = {
    teams: [secret(teams.secretName)],
    slack: [
      secret(slack.secretName),
      secret(slack.signingSecretName),
      { of: "Slack", name: "chat:write" },
      { of: "Slack", name: "channels:history", on: "groups:history for a private channel" },
    ],
    mail: graph("Mail.ReadWrite", "Mail.Send").map((need) => ({
      ...need,
      on: `the mailbox ${mailbox}, by RBAC for Applications`,
    })),
  };
  const paging =
    notify.pageFromSeverity === null
      ? []
      : [{ what: "pages", needs: [secret(pagerduty.routingKeyName)] }];
  return [
    ...notify.channels.map((channel) => ({ what: `messages: ${channel}`, needs: needs[channel] })),
    ...paging,
  ];
}

const containments = ({ contain: { kinds } }: Policy, { providers }: Facts): Step[] =>
  CONTAINMENT_KINDS.filter((kind) => kinds[kind].act !== "never").map((kind) => {
    const { vendor, permissions } = containmentKinds[kind];
    const secrets = secretsIn(providers[vendor ?? ""]);
    return { what: kind, needs: [...secrets.map(secret), ...permissions] };
  });

/** The names of secrets that a provider's settings hold, or the one of a setting. */
const secretsIn = (settings: unknown, setting = ""): string[] =>
  Object.entries((settings ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    name.endsWith(setting || "_SECRET_NAME") && typeof value === "string" ? [value] : [],
  );

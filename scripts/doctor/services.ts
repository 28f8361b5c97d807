import { type NeededPermission, permissionsOf } from "../../config/permissions";
import type { AppSettings } from "../../config/settings";
import type { Connectors } from "../../connectors";
import { ConnectorError } from "../../connectors/connector-error";
import { providers } from "../../connectors/providers";
import type { Channel, Policy } from "../../domain/policy";
import { CONTEXT_SOURCES, contextSources } from "../../domain/context-source";
import { CONTAINMENT_KINDS, containmentKinds } from "../../domain/containment-kind";
import { OUTCOME_SINKS, outcomeSinks } from "../../domain/report/outcome-sink";
import { findingSources } from "../../domain/finding-source";
import { sources } from "../../domain/source";
import { SOURCE_NAMES } from "../../domain/source-name";
import { TICKET_SYSTEM_NAMES } from "../../domain/ticket";
import type { Ledger } from "../../ledger/ledger";
import { azureRoles } from "./azure-roles";
import type { Service } from "./examine";

interface Installed {
  settings: AppSettings;
  policy: Policy;
  connectors: Connectors;
  ledger: Ledger;
}

const ticketSystems = { servicenow: "ServiceNow", jira: "Jira", pagerduty: "PagerDuty incidents" };

/** Every service of the app, with what the policy does with it. */
export const servicesOf = (app: Installed): Service[] => [
  ledger(app),
  sentinel(app),
  { name: "Azure Monitor Logs", check: () => app.connectors.logs.check() },
  accounts(app),
  devices(app),
  defenderPortal(app),
  cloudAlerts(app),
  ...reputations(app),
  ...tickets(app),
  ...channels(app),
  pages(app),
  ...containing(app),
  ...outcomes(app),
  ...findings(app),
  ...sourcesOfProviders(app),
  ...permissions(app),
  azureRoles(permissionsOf(app.policy, app.settings), app.connectors.granted.Azure),
];

const ledger = ({ ledger: book, settings }: Installed): Service => ({
  name: "Ledger",
  async check() {
    await book.kept("doctor", new Date().toISOString());
    return `${settings.ledger.slice(0, settings.ledger.indexOf(":"))} can be read`;
  },
});

function sentinel({ connectors, settings: { workspace } }: Installed): Service {
  const name = "Microsoft Sentinel";
  const check = async (): Promise<string> => connectors.sentinel.check(workspace!);
  if (workspace) return { name, check };
  const off = "SENTINEL_WORKSPACE_RESOURCE_ID is not set: only incidents that name theirs are read";
  return { name, check, off };
}

function accounts({ connectors, policy }: Installed): Service {
  return {
    name: "Entra ID",
    check: () => connectors["entra-id"].check(),
    ...(!containsAt("entra-id", policy) &&
      !policy.context.account.isAsked && {
        off: "the policy neither asks it nor contains accounts",
      }),
  };
}

const devices = ({ connectors, policy }: Installed): Service => ({
  name: "Defender for Endpoint",
  check: () => connectors["defender-endpoint"].check(),
  ...(!containsAt("defender-endpoint", policy) &&
    !policy.context.device.isAsked && {
      off: "the policy neither asks it nor contains anything there",
    }),
});

/** Whether a policy ever contains anything at a vendor. */
const containsAt = (vendor: string, { contain }: Policy): boolean =>
  CONTAINMENT_KINDS.some(
    (kind) => containmentKinds[kind].vendor === vendor && contain.kinds[kind].act !== "never",
  );

/** Whether a policy closes findings at a vendor. */
const closesAt = (vendor: string, { close }: Policy): boolean =>
  (close.findings ?? []).some((name) => findingSources[name].vendor === vendor);

/** Whether a policy asks a vendor for context. */
const asksAt = (vendor: string, { context }: Policy): boolean =>
  CONTEXT_SOURCES.some((name) => contextSources[name].vendor === vendor && context[name].isAsked);

const defenderPortal = ({ connectors, policy }: Installed): Service => ({
  name: "Defender portal",
  check: () => connectors["graph-security"].check(),
  ...(!policy.close.inDefender && { off: "the policy resolves nothing there" }),
});

function cloudAlerts({ connectors, policy, settings: { workspace } }: Installed): Service {
  const name = "Defender for Cloud";
  const isUsed = policy.context["cloud-alert"].isAsked || closesAt("defender-cloud", policy);
  const unknown = "SENTINEL_WORKSPACE_RESOURCE_ID is not set: no subscription is known";
  const unused = "the policy neither asks it nor closes anything there";
  const off = isUsed ? unknown : unused;
  const check = () => connectors["defender-cloud"].check(workspace!.subscriptionId);
  return { name, check, ...(isUsed && workspace ? {} : { off }) };
}

const reputations = ({ connectors, policy }: Installed): Service[] =>
  SOURCE_NAMES.map((source) => ({
    name: sources[source].title,
    check: () => connectors.reputations[source].check(),
    ...(!policy.sources[source].isAsked && { off: "the policy does not ask it" }),
  }));

const tickets = ({ connectors, policy }: Installed): Service[] =>
  TICKET_SYSTEM_NAMES.map((system) => ({
    name: ticketSystems[system],
    check: () => connectors.tickets[system].check(),
    ...(policy.open.ticketSystem !== system && { off: "the policy opens tickets elsewhere" }),
  }));

function channels({ connectors, policy: { notify } }: Installed): Service[] {
  const channel = (name: string, of: Channel, check: () => Promise<string>): Service => ({
    name,
    check,
    ...(!notify.channels.includes(of) && { off: "the policy sends no message there" }),
  });
  return [
    channel("Microsoft Teams", "teams", () => connectors.teams.check()),
    channel("Outlook", "mail", () => connectors.outlook.check()),
    channel("Slack", "slack", () => connectors.slack.check()),
  ];
}

const pages = ({ connectors, policy: { notify } }: Installed): Service => ({
  name: "PagerDuty pages",
  check: () => connectors.pagerduty.check(),
  ...(notify.pageFromSeverity === null && { off: "the policy pages nobody" }),
});

const containing = ({ connectors, policy }: Installed): Service[] =>
  providers.map(({ name, title }) => {
    const opened = connectors.providers[name]!;
    const closes = closesAt(name, policy) && !opened.checkFindings;
    const isUsed = containsAt(name, policy) || asksAt(name, policy) || closes;
    const unused = opened.context
      ? "the policy does not ask it"
      : "the policy contains nothing there";
    const off = isUsed ? opened.off : unused;
    return { name: title, check: () => opened.check(), ...(off !== undefined && { off }) };
  });

const outcomes = ({ connectors, policy }: Installed): Service[] =>
  OUTCOME_SINKS.map((sink) => ({
    name: `${outcomeSinks[sink].title} ${outcomeSinks[sink].written === "marks" ? "marks" : "events"}`,
    check: () => connectors.providers[sink]!.checkOutcomes!(),
    ...(policy.report?.[sink] !== true && { off: "the policy writes nothing there" }),
  }));

const findings = ({ connectors, policy }: Installed): Service[] =>
  providers.flatMap(({ name, title }) => {
    const { checkFindings } = connectors.providers[name]!;
    const off = closesAt(name, policy) ? {} : { off: "the policy closes nothing there" };
    return checkFindings ? [{ name: `${title} findings`, check: checkFindings, ...off }] : [];
  });

/** Services behind a provider that are asked for context, or hold findings that are closed. */
const sourcesOfProviders = ({ connectors, policy }: Installed): Service[] =>
  Object.values(connectors.providers).flatMap(({ checkSources = {}, off: missing }) =>
    typedEntries(checkSources).map(([source, check]) => {
      const isTold = [policy.close.findings, policy.report?.findings].some((names) =>
        names?.some((one) => one === source),
      );
      const isUsed = isTold || policy.context[source].isAsked;
      const off = isUsed ? missing : "the policy neither asks it nor writes anything there";
      return { name: findingSources[source].title, check, ...(off !== undefined && { off }) };
    }),
  );

const typedEntries = <Name extends string, T>(table: Readonly<Partial<Record<Name, T>>>) =>
  Object.entries(table) as [Name, T][];

/** Of those whose tokens say what was granted; every other service says what it lacks when it is asked. */
const permissions = ({ connectors, policy, settings }: Installed): Service[] =>
  (["Microsoft Graph", "Defender for Endpoint"] as const).map((of) => {
    // What is limited to one mailbox is granted in Exchange, and no token says so.
    const needed = permissionsOf(policy, settings).filter(
      (need) => need.of === of && need.on === undefined,
    );
    return {
      name: `Permissions of ${of}`,
      check: async () => compared(needed, await connectors.granted[of]()),
      ...(needed.length === 0 && { off: "the policy needs none of them" }),
    };
  });

function compared(needed: readonly NeededPermission[], granted: readonly string[]): string {
  const lacking = needed.filter(({ name }) => !granted.includes(name));
  if (lacking.length > 0) {
    const each = lacking.map(({ name, for: steps }) => `${name} (${steps.join(", ")})`);
    const message = `nobody granted the app's identity ${each.join("; ")}: have an administrator do it, and count on hours until new tokens have them`;
    throw new ConnectorError("managed-identity", "auth", message);
  }
  const more = granted.filter((name) => !needed.some((need) => need.name === name));
  return more.length === 0
    ? `exactly the ${needed.length} that are needed`
    : `all ${needed.length} that are needed; take away what nothing here needs: ${more.join(", ")}`;
}

import type { ContainmentMethod } from "../domain/containing";
import type { ContainmentKind } from "../domain/containment-kind";
import type { AskContext } from "../domain/context";
import type { ContextSourceName } from "../domain/context-source";
import type { CloseFinding, NoteFinding } from "../domain/finding";
import type { FindingSourceName, NotedSourceName } from "../domain/finding-source";
import type { Policy } from "../domain/policy";
import type { TicketSystemName } from "../domain/ticket";
import type { TicketSystem } from "../domain/ticketing";
import { abuseipdb } from "./abuseipdb";
import { audienceOf } from "./base-url";
import { azureMonitorLogs } from "./azure-monitor-logs";
import type { Checked } from "./checked";
import { defenderCloud } from "./defender-cloud";
import { defenderEndpoint } from "./defender-endpoint";
import { jira } from "./jira";
import { entraId } from "./entra-id";
import { grantedActions } from "./granted-actions";
import { grantedRoles } from "./granted-roles";
import { graphSecurity } from "./graph-security";
import { greynoise } from "./greynoise";
import { keyVault } from "./key-vault";
import { malwarebazaar } from "./malwarebazaar";
import { managedIdentity } from "./managed-identity";
import { otx } from "./otx";
import { outlook } from "./outlook";
import type { SourceName } from "../domain/source-name";
import type { ReputationSource } from "./reputation-source";
import { providers } from "./providers";
import { pagerduty, pagerdutyTickets } from "./pagerduty";
import { sentinel } from "./sentinel";
import { sentinelIndicators } from "./sentinel-indicators";
import { servicenow } from "./servicenow";
import type { Settings } from "./settings";
import { slack } from "./slack";
import { teams } from "./teams";
import { threatfox } from "./threatfox";
import { urlhaus } from "./urlhaus";
import { umbrella } from "./umbrella";
import { virustotal } from "./virustotal";
import { webhookOf } from "./webhook";
import { xforce } from "./xforce";

/** Every vendor, by the name of its folder. What is not set up throws when it is used, not here. */
export function createConnectors(
  settings: Settings,
  { sources, tickets, lookUps }: Pick<Policy, "sources" | "tickets" | "lookUps">,
) {
  const tokens = managedIdentity(settings.identity);
  const secrets = keyVault(settings.keyVault, tokens);
  const logs = azureMonitorLogs(settings.logs, tokens, lookUps.watchlists);
  const accounts = entraId(settings.entraId, tokens);
  const opened = Object.fromEntries(
    providers.map((one) => [one.name, one.open(settings.providers[one.name], { tokens, secrets })]),
  );
  const devices = defenderEndpoint(settings.defenderEndpoint, tokens);
  const incidents = sentinel(settings.sentinel, tokens);
  const cloud = defenderCloud(settings.sentinel, tokens);
  return {
    sentinel: incidents,
    logs,
    /** By the names of `domain/source.ts`. */
    reputations: {
      virustotal: virustotal(settings.virustotal, sources.virustotal, secrets),
      otx: otx(settings.otx, sources.otx, secrets),
      xforce: xforce(settings.xforce, sources.xforce, secrets),
      urlhaus: urlhaus(settings.urlhaus, secrets),
      threatfox: threatfox(settings.threatfox, sources.threatfox, secrets),
      malwarebazaar: malwarebazaar(settings.malwarebazaar, secrets),
      "sentinel-indicators": sentinelIndicators(logs, sources["sentinel-indicators"]),
      greynoise: greynoise(settings.greynoise, secrets),
      abuseipdb: abuseipdb(settings.abuseipdb, sources.abuseipdb, secrets),
      umbrella: umbrella(settings.umbrella, secrets),
    } satisfies Record<SourceName, ReputationSource>,
    /** By the names of `domain/context-source.ts`. */
    context: {
      ...logs.context,
      account: accounts.describeAccount,
      device: devices.describeDevices,
      location: incidents.locateAddresses,
      ...Object.assign({}, ...Object.values(opened).map((one) => one.context)),
    } as Partial<Record<ContextSourceName, AskContext>>,
    /** By the names of `domain/ticket.ts`. */
    tickets: {
      servicenow: servicenow(settings.servicenow, tickets.servicenow, secrets),
      jira: jira(settings.jira, tickets.jira, secrets),
      pagerduty: pagerdutyTickets(settings.pagerduty, tickets.pagerduty, secrets),
    } satisfies Record<TicketSystemName, TicketSystem & Checked>,
    /** By the names of `domain/containment-kind.ts`; feeds are the app's own. */
    containments: {
      ...accounts.containments,
      ...devices.containments,
      ...Object.assign({}, ...Object.values(opened).map((one) => one.containments)),
    } as Partial<Record<Exclude<ContainmentKind, "feed-block">, ContainmentMethod>>,
    /** By the names of `domain/finding-source.ts`. */
    findings: {
      "defender-cloud": (name, how) => cloud.closeAlert(name, how),
      ...Object.assign({}, ...Object.values(opened).map((one) => one.findings)),
    } as Partial<Record<FindingSourceName, CloseFinding>>,
    findingNotes: Object.assign(
      {},
      ...Object.values(opened).map((one) => one.findingNotes),
    ) as Partial<Record<NotedSourceName, NoteFinding>>,
    /** By the names of `providers.ts`. */
    providers: opened,
    /** What the app's identity holds, by whose it is: application permissions, and at a scope of Azure actions. */
    granted: {
      "Microsoft Graph": () =>
        grantedRoles(tokens, audienceOf(settings.entraId.url, "https://graph.microsoft.com")),
      "Defender for Endpoint": () => grantedRoles(tokens, settings.defenderEndpoint.audience),
      Azure: grantedActions(settings.resources, tokens),
    },
    "entra-id": accounts,
    "defender-endpoint": devices,
    /** What says that a callback is a service's own. */
    webhooks: {
      jira: webhookOf("sha256", settings.jira.webhookSecretName, secrets),
      pagerduty: webhookOf("v1", settings.pagerduty.webhookSecretName, secrets),
    },
    "graph-security": graphSecurity(settings.graphSecurity, tokens),
    "defender-cloud": cloud,
    teams: teams(settings.teams, secrets),
    slack: slack(settings.slack, secrets),
    outlook: outlook(settings.outlook, tokens),
    /** Pages; its incidents as tickets are above. */
    pagerduty: pagerduty(settings.pagerduty, secrets),
  };
}

export type Connectors = ReturnType<typeof createConnectors>;

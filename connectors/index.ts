import type { Policy } from "../domain/policy";
import type { TicketSystemName } from "../domain/ticket";
import type { TicketSystem } from "../domain/ticketing";
import { azureMonitorLogs } from "./azure-monitor-logs";
import type { Checked } from "./checked";
import { jira } from "./jira";
import { keyVault } from "./key-vault";
import { managedIdentity } from "./managed-identity";
import { otx } from "./otx";
import type { SourceName } from "../domain/source-name";
import type { ReputationSource } from "./reputation-source";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { Settings } from "./settings";
import { slack } from "./slack";
import { teams } from "./teams";
import { umbrella } from "./umbrella";
import { virustotal } from "./virustotal";
import { xforce } from "./xforce";

/** Every vendor, by the name of its folder. What is not set up throws when it is used, not here. */
export function createConnectors(
  settings: Settings,
  { sources, tickets }: Pick<Policy, "sources" | "tickets">,
) {
  const tokens = managedIdentity(settings.identity);
  const secrets = keyVault(settings.keyVault, tokens);
  return {
    sentinel: sentinel(settings.sentinel, tokens),
    logs: azureMonitorLogs(settings.logs, tokens),
    /** By the names of `domain/source.ts`. */
    reputations: {
      virustotal: virustotal(settings.virustotal, sources.virustotal, secrets),
      otx: otx(settings.otx, sources.otx, secrets),
      xforce: xforce(settings.xforce, sources.xforce, secrets),
      umbrella: umbrella(settings.umbrella, secrets),
    } as Record<SourceName, ReputationSource>,
    /** By the names of `domain/ticket.ts`. */
    tickets: {
      servicenow: servicenow(settings.servicenow, tickets.servicenow, secrets),
      jira: jira(settings.jira, tickets.jira, secrets),
    } as Partial<Record<TicketSystemName, unknown>> as Record<
      TicketSystemName,
      TicketSystem & Checked
    >,
    teams: teams(settings.teams, secrets),
    slack: slack(settings.slack, secrets),
  };
}

export type Connectors = ReturnType<typeof createConnectors>;

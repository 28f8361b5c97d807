import type { Policy } from "../domain/policy";
import { azureMonitorLogs } from "./azure-monitor-logs";
import { keyVault } from "./key-vault";
import { managedIdentity } from "./managed-identity";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { Settings } from "./settings";
import { teams } from "./teams";
import { virustotal } from "./virustotal";

/** Every vendor, by the name of its folder. What is not set up throws when it is used, not here. */
export function createConnectors(settings: Settings, policy: Pick<Policy, "virusTotal">) {
  const tokens = managedIdentity(settings.identity);
  const secrets = keyVault(settings.keyVault, tokens);
  return {
    sentinel: sentinel(settings.sentinel, tokens),
    logs: azureMonitorLogs(settings.logs, tokens),
    virustotal: virustotal(settings.virustotal, policy.virusTotal, secrets),
    servicenow: servicenow(settings.servicenow, secrets),
    teams: teams(settings.teams, secrets),
  };
}

export type Connectors = ReturnType<typeof createConnectors>;

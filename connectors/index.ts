import type { Policy } from "../domain/policy";
import { azureMonitorLogs } from "./azure-monitor-logs";
import { keyVault } from "./key-vault";
import { malwarebazaar } from "./malwarebazaar";
import { managedIdentity } from "./managed-identity";
import type { SourceName } from "../domain/source-name";
import type { ReputationSource } from "./reputation-source";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { Settings } from "./settings";
import { teams } from "./teams";
import { threatfox } from "./threatfox";
import { urlhaus } from "./urlhaus";
import { virustotal } from "./virustotal";

/** Every vendor, by the name of its folder. What is not set up throws when it is used, not here. */
export function createConnectors(settings: Settings, { sources }: Pick<Policy, "sources">) {
  const tokens = managedIdentity(settings.identity);
  const secrets = keyVault(settings.keyVault, tokens);
  return {
    sentinel: sentinel(settings.sentinel, tokens),
    logs: azureMonitorLogs(settings.logs, tokens),
    /** By the names of `domain/source.ts`. */
    reputations: {
      virustotal: virustotal(settings.virustotal, sources.virustotal, secrets),
      urlhaus: urlhaus(settings.urlhaus, secrets),
      threatfox: threatfox(settings.threatfox, sources.threatfox, secrets),
      malwarebazaar: malwarebazaar(settings.malwarebazaar, secrets),
    } as Record<SourceName, ReputationSource>,
    servicenow: servicenow(settings.servicenow, secrets),
    teams: teams(settings.teams, secrets),
  };
}

export type Connectors = ReturnType<typeof createConnectors>;

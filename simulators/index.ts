import { abuseipdb } from "./abuseipdb";
import { azureNetwork } from "./azure-network";
import { azureMonitorLogs } from "./azure-monitor-logs";
import { defenderEndpoint } from "./defender-endpoint";
import { jira } from "./jira";
import { google } from "./google";
import { greynoise } from "./greynoise";
import { keyVault } from "./key-vault";
import { malwarebazaar } from "./malwarebazaar";
import { managedIdentity } from "./managed-identity";
import { otx } from "./otx";
import { microsoftGraph } from "./microsoft-graph";
import { pagerduty } from "./pagerduty";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { SimulatorFactory } from "./simulator";
import { slack } from "./slack";
import { teams } from "./teams";
import { threatfox } from "./threatfox";
import { urlhaus } from "./urlhaus";
import { umbrella } from "./umbrella";
import { virustotal } from "./virustotal";
import { xforce } from "./xforce";

/** Every simulated vendor, one line each. */
export const simulators: readonly SimulatorFactory[] = [
  managedIdentity,
  keyVault,
  servicenow,
  teams,
  slack,
  microsoftGraph,
  sentinel,
  azureMonitorLogs,
  azureNetwork,
  defenderEndpoint,
  virustotal,
  xforce,
  otx,
  umbrella,
  jira,
  urlhaus,
  threatfox,
  malwarebazaar,
  abuseipdb,
  greynoise,
  pagerduty,
  google,
];

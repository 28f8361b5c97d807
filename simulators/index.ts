import { abuseipdb } from "./abuseipdb";
import { aws } from "./aws";
import { azureNetwork } from "./azure-network";
import { azureMonitorLogs } from "./azure-monitor-logs";
import { crowdstrike } from "./crowdstrike";
import { defenderEndpoint } from "./defender-endpoint";
import { jira } from "./jira";
import { github } from "./github";
import { cloudflare } from "./cloudflare";
import { fortigate } from "./fortigate";
import { greynoise } from "./greynoise";
import { keyVault } from "./key-vault";
import { malwarebazaar } from "./malwarebazaar";
import { managedIdentity } from "./managed-identity";
import { otx } from "./otx";
import { microsoftGraph } from "./microsoft-graph";
import { okta } from "./okta";
import { panOs } from "./pan-os";
import { pagerduty } from "./pagerduty";
import { sentinel } from "./sentinel";
import { sentinelone } from "./sentinelone";
import { servicenow } from "./servicenow";
import { splunk } from "./splunk";
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
  aws,
  panOs,
  fortigate,
  cloudflare,
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
  okta,
  crowdstrike,
  sentinelone,
  github,
  splunk,
];

import { abuseipdb } from "./abuseipdb";
import { activeDirectory } from "./active-directory";
import { aws } from "./aws";
import { azureMonitorLogs } from "./azure-monitor-logs";
import { azureNetwork } from "./azure-network";
import { azureResourceManager } from "./azure-resource-manager";
import { checkPoint } from "./check-point";
import { cloudflare } from "./cloudflare";
import { crowdstrike } from "./crowdstrike";
import { defenderEndpoint } from "./defender-endpoint";
import { elastic } from "./elastic";
import { fortigate } from "./fortigate";
import { github } from "./github";
import { google } from "./google";
import { greynoise } from "./greynoise";
import { jira } from "./jira";
import { keyVault } from "./key-vault";
import { kubernetes } from "./kubernetes";
import { malwarebazaar } from "./malwarebazaar";
import { managedIdentity } from "./managed-identity";
import { microsoftGraph } from "./microsoft-graph";
import { okta } from "./okta";
import { otx } from "./otx";
import { pagerduty } from "./pagerduty";
import { panOs } from "./pan-os";
import { sentinel } from "./sentinel";
import { sentinelone } from "./sentinelone";
import { servicenow } from "./servicenow";
import type { SimulatorFactory } from "./simulator";
import { slack } from "./slack";
import { splunk } from "./splunk";
import { teams } from "./teams";
import { threatfox } from "./threatfox";
import { umbrella } from "./umbrella";
import { urlhaus } from "./urlhaus";
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
  activeDirectory,
  sentinel,
  azureMonitorLogs,
  azureNetwork,
  aws,
  panOs,
  fortigate,
  cloudflare,
  checkPoint,
  azureResourceManager,
  defenderEndpoint,
  kubernetes,
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
  google,
  splunk,
  elastic,
];

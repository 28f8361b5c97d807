import { azureMonitorLogs } from "./azure-monitor-logs";
import { jira } from "./jira";
import { keyVault } from "./key-vault";
import { managedIdentity } from "./managed-identity";
import { otx } from "./otx";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { SimulatorFactory } from "./simulator";
import { slack } from "./slack";
import { teams } from "./teams";
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
  sentinel,
  azureMonitorLogs,
  virustotal,
  xforce,
  otx,
  umbrella,
  jira,
];

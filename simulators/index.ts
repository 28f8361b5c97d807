import { azureMonitorLogs } from "./azure-monitor-logs";
import { keyVault } from "./key-vault";
import { managedIdentity } from "./managed-identity";
import { otx } from "./otx";
import { pagerduty } from "./pagerduty";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { SimulatorFactory } from "./simulator";
import { teams } from "./teams";
import { virustotal } from "./virustotal";
import { xforce } from "./xforce";

/** Every simulated vendor, one line each. */
export const simulators: readonly SimulatorFactory[] = [
  managedIdentity,
  keyVault,
  servicenow,
  teams,
  sentinel,
  azureMonitorLogs,
  virustotal,
  xforce,
  otx,
  pagerduty,
];

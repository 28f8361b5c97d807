import { azureMonitorLogs } from "./azure-monitor-logs";
import { keyVault } from "./key-vault";
import { managedIdentity } from "./managed-identity";
import { microsoftGraph } from "./microsoft-graph";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { SimulatorFactory } from "./simulator";
import { teams } from "./teams";
import { virustotal } from "./virustotal";

/** Every simulated vendor, one line each. */
export const simulators: readonly SimulatorFactory[] = [
  managedIdentity,
  keyVault,
  servicenow,
  teams,
  microsoftGraph,
  sentinel,
  azureMonitorLogs,
  virustotal,
];

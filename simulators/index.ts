import { azureMonitorLogs } from "./azure-monitor-logs";
import { keyVault } from "./key-vault";
import { malwarebazaar } from "./malwarebazaar";
import { managedIdentity } from "./managed-identity";
import { sentinel } from "./sentinel";
import { servicenow } from "./servicenow";
import type { SimulatorFactory } from "./simulator";
import { teams } from "./teams";
import { threatfox } from "./threatfox";
import { urlhaus } from "./urlhaus";
import { virustotal } from "./virustotal";

/** Every simulated vendor, one line each. */
export const simulators: readonly SimulatorFactory[] = [
  managedIdentity,
  keyVault,
  servicenow,
  teams,
  sentinel,
  azureMonitorLogs,
  virustotal,
  urlhaus,
  threatfox,
  malwarebazaar,
];

import { activeDirectory } from "./active-directory";
import { aws } from "./aws";
import { azureFirewall } from "./azure-firewall";
import { azureNsg } from "./azure-nsg";
import { azureStorage } from "./azure-storage";
import { azureVm } from "./azure-vm";
import { azureWaf } from "./azure-waf";
import { checkPoint } from "./check-point";
import { cloudflare } from "./cloudflare";
import { crowdstrike } from "./crowdstrike";
import { elastic } from "./elastic";
import { fortigate } from "./fortigate";
import { github } from "./github";
import { googleCloud } from "./google-cloud";
import { googleWorkspace } from "./google-workspace";
import { kubernetes } from "./kubernetes";
import { okta } from "./okta";
import { panOs } from "./pan-os";
import type { Provider } from "./provider";
import { googleScc } from "./google-scc";
import { sentinelone } from "./sentinelone";
import { splunk } from "./splunk";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [
  activeDirectory,
  aws,
  azureFirewall,
  azureNsg,
  azureStorage,
  azureVm,
  azureWaf,
  checkPoint,
  cloudflare,
  crowdstrike,
  elastic,
  fortigate,
  github,
  googleCloud,
  googleWorkspace,
  kubernetes,
  okta,
  panOs,
  googleScc,
  sentinelone,
  splunk,
];

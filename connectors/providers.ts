import { aws } from "./aws";
import { azureFirewall } from "./azure-firewall";
import { crowdstrike } from "./crowdstrike";
import { github } from "./github";
import { okta } from "./okta";
import { cloudflare } from "./cloudflare";
import { fortigate } from "./fortigate";
import { panOs } from "./pan-os";
import type { Provider } from "./provider";
import { sentinelone } from "./sentinelone";
import { splunk } from "./splunk";

/** Every service that is contained at, or asked for context, and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [
  aws,
  azureFirewall,
  crowdstrike,
  github,
  okta,
  cloudflare,
  fortigate,
  panOs,
  sentinelone,
  splunk,
];

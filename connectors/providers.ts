import { aws } from "./aws";
import { azureFirewall } from "./azure-firewall";
import { crowdstrike } from "./crowdstrike";
import { github } from "./github";
import { okta } from "./okta";
import type { Provider } from "./provider";
import { sentinelone } from "./sentinelone";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [
  aws,
  azureFirewall,
  crowdstrike,
  github,
  okta,
  sentinelone,
];

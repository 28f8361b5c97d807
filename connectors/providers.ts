import { aws } from "./aws";
import { azureFirewall } from "./azure-firewall";
import { crowdstrike } from "./crowdstrike";
import { github } from "./github";
import { okta } from "./okta";
import { checkPoint } from "./check-point";
import { cloudflare } from "./cloudflare";
import { fortigate } from "./fortigate";
import { panOs } from "./pan-os";
import type { Provider } from "./provider";
import { sentinelone } from "./sentinelone";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [aws, azureFirewall, crowdstrike, github, okta, checkPoint, cloudflare, fortigate, panOs, sentinelone];

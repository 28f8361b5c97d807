import { azureFirewall } from "./azure-firewall";
import { checkPoint } from "./check-point";
import { cloudflare } from "./cloudflare";
import { fortigate } from "./fortigate";
import { panOs } from "./pan-os";
import type { Provider } from "./provider";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [
  azureFirewall,
  panOs,
  fortigate,
  cloudflare,
  checkPoint,
];

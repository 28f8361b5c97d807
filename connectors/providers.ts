import { azureFirewall } from "./azure-firewall";
import { googleCloud } from "./google-cloud";
import { googleWorkspace } from "./google-workspace";
import type { Provider } from "./provider";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [azureFirewall, googleCloud, googleWorkspace];

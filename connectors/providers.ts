import { activeDirectory } from "./active-directory";
import { azureFirewall } from "./azure-firewall";
import { kubernetes } from "./kubernetes";
import type { Provider } from "./provider";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [azureFirewall, activeDirectory, kubernetes];

import { azureFirewall } from "./azure-firewall";
import { azureNsg } from "./azure-nsg";
import { azureStorage } from "./azure-storage";
import { azureVm } from "./azure-vm";
import { azureWaf } from "./azure-waf";
import type { Provider } from "./provider";

/** Every service that is contained at and is nothing else to the app, one line each. */
export const providers: readonly Provider[] = [
  azureFirewall,
  azureNsg,
  azureVm,
  azureStorage,
  azureWaf,
];

import { isLoopbackHttp } from "../base-url";

const howTo =
  'make the workflow "Send webhook alerts to a channel" in Teams, and put its address into the secret';

/**
 * Why an address is not one that cards can be posted to, as a sentence; undefined when it has the
 * form that Teams gives out today. It is a secret: no sentence repeats it.
 */
export function webhookProblem(address: string, secretName: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !isWritten(address, url)) {
    return `The secret "${secretName}" is no webhook address as Teams gives it out: ${howTo}`;
  }
  const host = url.hostname;
  if (host.endsWith(".webhook.office.com") || isConnector(url)) {
    return `The address in the secret "${secretName}" is one of an Office 365 connector, which Microsoft has retired: ${howTo}`;
  }
  if (host.endsWith(".logic.azure.com")) {
    return `The address in the secret "${secretName}" is on logic.azure.com, where workflows no longer answer: open the workflow, and put its new address into the secret`;
  }
  if (isWorkflows(host) || isLoopbackHttp(address)) return undefined;
  return `The address in the secret "${secretName}" is not on api.powerplatform.com, where workflows are: ${howTo}`;
}

/** Whether path and query of an address go out as they are written: a re-encoded signature is refused. */
const isWritten = (address: string, { pathname, search }: URL): boolean =>
  address.endsWith(pathname + search);

const isConnector = ({ hostname, pathname }: URL): boolean =>
  /^outlook\.office(?:365)?\.com$/.test(hostname) && pathname.startsWith("/webhook");

/** Power Platform's API, in the public cloud and in those of the US Government. */
const isWorkflows = (host: string): boolean =>
  host.endsWith(".api.powerplatform.com") || host.endsWith(".powerplatform.microsoft.us");

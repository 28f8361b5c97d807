import type { TypedData } from "../worker/worker";
import {
  type HubReference,
  WEBHOOK_PATH,
  keyQuery,
  managementQuery,
  managementUrls,
} from "./payloads";

/** Where the API listens for the SDK's own calls; the slash at the end is part of it. */
export const RPC_PATH = "/durabletask/";

/**
 * The value of a `durableClient` input. `authority` is host and port of this process; without an RPC endpoint
 * the SDK's client goes through the management API.
 */
export function durableClientInput(
  authority: string,
  hub: HubReference,
  hasRpcEndpoint = true,
): TypedData {
  const base = `http://${authority}${WEBHOOK_PATH}`;
  const key = keyQuery(hub);
  const start = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  return {
    string: JSON.stringify({
      taskHubName: hub.taskHub,
      connectionName: hub.connectionName,
      baseUrl: base,
      httpBaseUrl: base,
      requiredQueryStringParameters: key,
      ...(hasRpcEndpoint && { rpcBaseUrl: `http://${authority}${RPC_PATH}` }),
      creationUrls: {
        createNewInstancePostUri: `${start}?${key}`,
        createAndWaitOnNewInstancePostUri: `${start}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${key}`,
      },
      managementUrls: {
        ...managementUrls(base, "INSTANCEID", hub),
        rewindPostUri: `${base}/instances/INSTANCEID/rewind?reason={text}&${managementQuery(hub)}`,
      },
    }),
  };
}

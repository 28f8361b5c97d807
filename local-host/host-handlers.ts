import type { Engine } from "./engine/engine";
import { type HostSetting, isDisabled } from "./host-setting";
import type { HostHandler } from "./http-server";
import { once } from "./log";
import { createAdminApi } from "./management/admin";
import { createManagementApi } from "./management/api";
import { durableClientInput } from "./management/client-payload";
import type { HubReference } from "./management/payloads";
import { createHttpTrigger, httpRoutes } from "./triggers/http";
import type { InputSource } from "./worker/invoke";
import type { RegisteredFunction, Worker } from "./worker/worker";

/** What answers requests: the host itself, and the app. */
export interface HostHandlers {
  /** Management API and `/admin`. */
  internal: HostHandler;
  functions: HostHandler;
}

/** The handlers of a host that listens at `url`. */
export function createHostHandlers(
  worker: Worker,
  enabled: readonly RegisteredFunction[],
  engine: Engine,
  url: string,
  setting: HostSetting,
): HostHandlers {
  const { hostJson, clock, log, environment } = setting;
  const { routePrefix, bindsChunkedBodies } = hostJson;
  const routes = httpRoutes(enabled, routePrefix);
  const admin = createAdminApi({
    functions: worker.functions,
    worker,
    isDisabled: (name) => isDisabled(setting, name),
    urlOf(name) {
      const found = routes.find(({ functionName }) => functionName === name);
      return found && `${url}/${found.route}`;
    },
  });
  return {
    internal: inTurn(createManagementApi({ ...hubOf(setting), engine, clock, log }), admin),
    functions: createHttpTrigger({
      functions: enabled,
      worker,
      routePrefix,
      log,
      bodyLimit: bodyLimitOf(environment["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"]),
      bindsChunkedBodies,
    }),
  };
}

function bodyLimitOf(text: string | undefined): number {
  if (text === undefined) return 104_857_600;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`FUNCTIONS_REQUEST_BODY_SIZE_LIMIT must be a number of bytes, not "${text}"`);
}

/** Asks the second one what the first one leaves. */
export const inTurn =
  (first: HostHandler, second: HostHandler): HostHandler =>
  async (request) =>
    (await first(request)) ?? second(request);

/** Inputs other than triggers. The durable client is the only one that this host can make. */
export function createInputSource(authority: string, setting: HostSetting): InputSource {
  const logOnce = once(setting.log);
  const client = durableClientInput(
    authority,
    hubOf(setting),
    setting.hostJson.durableTask.localRpcEndpointEnabled,
  );
  return ({ type, name }) => {
    if (/^(durableClient|orchestrationClient)$/i.test(type)) return client;
    logOnce("warning", `input-binding: "${name}" (${type}) is not known here, and stays undefined`);
    return undefined;
  };
}

const hubOf = ({ hostJson: { durableTask } }: HostSetting): HubReference => ({
  taskHub: durableTask.hubName,
  connectionName: durableTask.connectionName,
});

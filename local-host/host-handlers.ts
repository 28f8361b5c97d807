import type { Engine } from "./engine/engine";
import { type HostSetting, isDisabled } from "./host-setting";
import type { HostHandler } from "./http-server";
import { askForKeys } from "./keys/ask-for-keys";
import { createAdminApi } from "./management/admin";
import { createManagementApi } from "./management/api";
import { durableClientInput } from "./management/client-payload";
import { WITHOUT_KEYS, WITH_KEYS, guarded } from "./management/guard";
import type { HubReference } from "./management/payloads";
import { createHttpTrigger } from "./triggers/http";
import { httpRoutes } from "./triggers/http-routes";
import type { Warning } from "./warnings";
import type { InputSource } from "./worker/invoke";
import type { Worker } from "./worker/worker";

/** What answers requests: the host itself, and the app. */
export interface HostHandlers {
  /** Management API and `/admin`. */
  internal: HostHandler;
  functions: HostHandler;
}

/** The handlers of a host that listens at `url`. */
export function createHostHandlers(
  worker: Worker,
  engine: Engine,
  url: string,
  setting: HostSetting,
): HostHandlers {
  const { hostJson, clock, log, warnings, environment, keys, local } = setting;
  const { routePrefix, bindsChunkedBodies } = hostJson;
  const routes = httpRoutes(worker.functions, routePrefix);
  const admin = createAdminApi({
    functions: worker.functions,
    worker,
    isDisabled: (name) => isDisabled(setting, name),
    urlOf(name) {
      const found = routes.find(({ functionName }) => functionName === name);
      return found && `${url}/${found.route}`;
    },
  });
  const management = createManagementApi({
    ...hubOf(setting),
    engine,
    clock,
    log,
    warn: warnings.warn,
  });
  const internal = inTurn(management, admin);
  return {
    internal: guarded(
      keys ? WITH_KEYS : WITHOUT_KEYS,
      local.cors.origins,
      keys ? askForKeys(keys, internal) : internal,
    ),
    functions: createHttpTrigger({
      worker,
      isDisabled: (name) => isDisabled(setting, name),
      keys,
      routePrefix,
      log: warnings.log,
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
  const { warnings, environment } = setting;
  const client = durableClientInput(
    authority,
    hubOf(setting),
    setting.hostJson.durableTask.localRpcEndpointEnabled,
  );
  return ({ type, name }) => {
    if (/^(durableClient|orchestrationClient)$/i.test(type)) {
      if (!leadsHere(environment["WEBSITE_HOSTNAME"])) warnings.warn(clientHost);
      return client;
    }
    const sentence = `"${name}" (${type}) is not known here, and stays undefined`;
    warnings.warn({ rule: "input-binding", sentence });
    return undefined;
  };
}

/** Anything else makes the SDK's client rewrite its URLs. */
const leadsHere = (hostname: string | undefined): boolean =>
  Boolean(hostname) && !hostname?.includes("0.0.0.0");

const clientHost: Warning = {
  rule: "client-host",
  sentence:
    "the app has changed WEBSITE_HOSTNAME: without it, and with 0.0.0.0 in it, the durable client " +
    "gives out URLs under http://localhost:7071, whatever listens there",
};

const hubOf = ({ hostJson: { durableTask }, keys }: HostSetting): HubReference => ({
  taskHub: durableTask.hubName,
  connectionName: durableTask.connectionName,
  ...(keys && { systemKey: keys.systemKey }),
});

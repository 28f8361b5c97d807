import { z } from "zod";
import { provider } from "../provider";
import { address, optional, secretName, withDefault } from "../setting-values";
import { type SentinelOne, openSentinelOne } from "./client";
import { disconnectDevice } from "./disconnect";
import { agentsResponse } from "./schema";

export const sentinelone = provider({
  name: "sentinelone",
  title: "SentinelOne",
  settings: z.object({
    SENTINELONE_URL: optional(address),
    SENTINELONE_SECRET_NAME: withDefault(secretName, "sentinelone-api-token"),
  }),
  local: { SENTINELONE_URL: "{simulators}/sentinelone" },
  scope: ({ SENTINELONE_URL: url }) => url ?? "",
  open({ SENTINELONE_URL: url, SENTINELONE_SECRET_NAME: name }, { secrets }) {
    let opened: SentinelOne | undefined;
    const console = (): SentinelOne =>
      (opened ??= openSentinelOne({ url, secretName: name }, secrets));

    return {
      containments: { "sentinelone-disconnect": disconnectDevice(console) },
      /** Reads an agent. That agents may be disconnected cannot be asked without disconnecting one. */
      async check() {
        const path = "/web/api/v2.1/agents";
        await console().viewing.read(agentsResponse, {
          method: "GET",
          path,
          query: { limit: "1" },
        });
        return "agents can be read; only a disconnection would prove more";
      },
      ...(url === undefined && { off: "SENTINELONE_URL is not set" }),
    };
  },
});

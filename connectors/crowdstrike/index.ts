import { z } from "zod";
import { provider } from "../provider";
import { address, optional, secretName, withDefault } from "../setting-values";
import { type Falcon, openFalcon } from "./client";
import { containHost } from "./contain";
import { idsResponse } from "./schema";

export const crowdstrike = provider({
  name: "crowdstrike",
  title: "CrowdStrike Falcon",
  settings: z.object({
    CROWDSTRIKE_URL: optional(address),
    CROWDSTRIKE_SECRET_NAME: withDefault(secretName, "crowdstrike-credentials"),
  }),
  local: { CROWDSTRIKE_URL: "{simulators}/crowdstrike" },
  scope: ({ CROWDSTRIKE_URL: url, CROWDSTRIKE_SECRET_NAME: name }) => `${url ?? ""} ${name}`,
  open({ CROWDSTRIKE_URL: url, CROWDSTRIKE_SECRET_NAME: name }, { secrets }) {
    let opened: Falcon | undefined;
    const falcon = (): Falcon => (opened ??= openFalcon({ url, secretName: name }, secrets));

    return {
      containments: { "crowdstrike-contain": containHost(falcon) },
      /** Counts the hosts. That they may be contained cannot be asked without containing one. */
      async check() {
        const path = "/devices/queries/devices/v1";
        const query = { limit: "1" };
        const { meta } = await falcon().reading.read(idsResponse, { method: "GET", path, query });
        return `${meta.pagination.total} host(s) can be read; only a containment would prove more`;
      },
      ...(url === undefined && { off: "CROWDSTRIKE_URL is not set" }),
    };
  },
});

import { setTimeout as pauseFor } from "node:timers/promises";
import { z } from "zod";
import { provider } from "../provider";
import { address, optional, secretName, withDefault } from "../setting-values";
import { groupBlock } from "./block";
import { sessions, vendor } from "./session";

const name = z.string().regex(/^[\w.-][\w .-]{0,99}$/, "must be a name, without signs but . _ -");

export const checkPoint = provider({
  name: vendor,
  title: "Check Point",
  settings: z.object({
    CHECK_POINT_URL: optional(address),
    CHECK_POINT_SECRET_NAME: withDefault(secretName, "check-point-api-key"),
    CHECK_POINT_DOMAIN: optional(name),
    CHECK_POINT_GROUP: optional(name),
  }),
  local: { CHECK_POINT_URL: "{simulators}/check-point", CHECK_POINT_GROUP: "soar-block" },
  scope: ({ CHECK_POINT_URL: url, CHECK_POINT_DOMAIN: domain }) =>
    `${url ?? ""} ${domain ?? ""}`.trim(),
  open(settings, { secrets }) {
    const { CHECK_POINT_URL: url, CHECK_POINT_SECRET_NAME: secret } = settings;
    const { CHECK_POINT_DOMAIN: domain, CHECK_POINT_GROUP: group } = settings;
    const { within } = sessions({ url, secretName: secret, domain }, secrets);
    const block = groupBlock(within, group, async (milliseconds) => pauseFor(milliseconds));
    const missing =
      url === undefined ? "CHECK_POINT_URL" : group === undefined ? "CHECK_POINT_GROUP" : undefined;
    return {
      containments: { "check-point-block": block },
      check: () => block.check(),
      ...(missing !== undefined && { off: `${missing} is not set` }),
    };
  },
});

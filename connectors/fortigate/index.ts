import { z } from "zod";
import { provider } from "../provider";
import { address, optional, secretName, wholeNumber, withDefault } from "../setting-values";
import { banning } from "./ban";
import { blocking } from "./block";
import { fortiGate } from "./client";

const vdom = z.string().regex(/^[\w-]{1,31}$/, "must be the name of a VDOM");
const group = z
  .string()
  .regex(/^[\w.-][\w .-]{0,78}$/, "must be the name of an address group, without signs but . _ -");
const mostHours = 8_760;

export const fortigate = provider({
  name: "fortigate",
  title: "FortiGate",
  settings: z.object({
    FORTIGATE_URL: optional(address),
    FORTIGATE_SECRET_NAME: withDefault(secretName, "fortigate-api-token"),
    FORTIGATE_VDOM: withDefault(vdom, "root"),
    FORTIGATE_GROUP: optional(group),
    FORTIGATE_BAN_HOURS: withDefault(wholeNumber(1, mostHours), "720"),
  }),
  local: { FORTIGATE_URL: "{simulators}/fortigate", FORTIGATE_GROUP: "soar-block" },
  scope: ({ FORTIGATE_URL: url, FORTIGATE_VDOM: name }) => `${url ?? ""} ${name}`.trim(),
  open(settings, { secrets }) {
    const { FORTIGATE_URL: url, FORTIGATE_GROUP: name } = settings;
    const firewall = fortiGate(
      { url, secretName: settings.FORTIGATE_SECRET_NAME, vdom: settings.FORTIGATE_VDOM },
      secrets,
    );
    const ban = banning(firewall, settings.FORTIGATE_BAN_HOURS * 3_600);
    const block = blocking(firewall, name);
    return {
      containments: { "fortigate-ban": ban, "fortigate-block": block },
      /** Reads the bans, and the group where one is named, which proves the token and its right to read. */
      async check() {
        const bans = `token accepted, ${await ban.count()} banned`;
        return name === undefined
          ? `${bans}; FORTIGATE_GROUP is not set`
          : `${bans}, ${await block.count()} in the group "${name}"`;
      },
      ...(url === undefined && { off: "FORTIGATE_URL is not set" }),
    };
  },
});

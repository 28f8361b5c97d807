import { z } from "zod";
import { provider } from "../provider";
import { address, optional, secretName, wholeNumber, withDefault } from "../setting-values";
import { panOsApi } from "./client";
import { tagging } from "./tagging";

// The longest timeout that PAN-OS takes: 2,592,000 seconds.
const mostHours = 720;
const tag = z.string().regex(/^[\w.-]{1,127}$/, "must be a tag of letters, digits, and . _ -");
const vsys = z.string().regex(/^vsys\d{1,3}$/, 'must be the id of a virtual system, as "vsys1"');

export const panOs = provider({
  name: "pan-os",
  title: "Palo Alto PAN-OS",
  settings: z.object({
    PAN_OS_URL: optional(address),
    PAN_OS_SECRET_NAME: withDefault(secretName, "pan-os-api-key"),
    PAN_OS_TAG: withDefault(tag, "soar-block"),
    PAN_OS_VSYS: optional(vsys),
    PAN_OS_TIMEOUT_HOURS: withDefault(wholeNumber(1, mostHours), String(mostHours)),
  }),
  local: { PAN_OS_URL: "{simulators}/pan-os" },
  scope: ({ PAN_OS_URL: url, PAN_OS_VSYS: ofVsys }) => `${url ?? ""} ${ofVsys ?? ""}`.trim(),
  open(settings, { secrets }) {
    const url = settings.PAN_OS_URL;
    const api = panOsApi(
      { url, secretName: settings.PAN_OS_SECRET_NAME, vsys: settings.PAN_OS_VSYS },
      secrets,
    );
    const method = tagging(api, settings.PAN_OS_TAG, settings.PAN_OS_TIMEOUT_HOURS * 3_600);
    return {
      containments: { "pan-os-tag": method },
      check: () => method.check(),
      ...(url === undefined && { off: "PAN_OS_URL is not set" }),
    };
  },
});

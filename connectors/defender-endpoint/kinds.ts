import type { KindOfContainment } from "../../domain/kind-of-containment";

const defender = (name: string) => ({ of: "Defender for Endpoint", name });
const toFindDevices = defender("Machine.Read.All");
const vendor = "defender-endpoint";

/** By all devices of the tenant; with Ti.ReadWrite alone the app would not see what others made. */
const indicator = {
  verb: "Block in Defender for Endpoint",
  undoVerb: "Unblock in Defender for Endpoint",
  vendor,
  permissions: [defender("Ti.ReadWrite.All")],
} as const;
const onNetwork =
  "within two hours on most devices, up to 48 hours, where network protection blocks";

export const kinds = {
  "isolate-device": {
    verb: "Isolate",
    undoVerb: "Release",
    takes: "host",
    vendor,
    permissions: [toFindDevices, defender("Machine.Isolate")],
    effect: "when the device next answers, within minutes while it is online",
  },
  "restrict-code-execution": {
    verb: "Restrict what may run on",
    undoVerb: "End the restriction of what may run on",
    takes: "host",
    vendor,
    permissions: [toFindDevices, defender("Machine.RestrictExecution")],
    effect: "when the device next answers, within minutes while it is online",
  },
  "block-indicator-file": {
    ...indicator,
    takes: ["hash"],
    effect: "within minutes on most devices, where antivirus and cloud protection are on",
  },
  "block-indicator-address": {
    ...indicator,
    takes: ["address"],
    effect: onNetwork,
  },
  "block-indicator-domain": {
    ...indicator,
    takes: ["domain", "url"],
    effect: `${onNetwork}; a path of an HTTPS address in Edge only`,
  },
  "stop-and-quarantine-file": {
    verb: "Stop and quarantine",
    undoVerb: null,
    takes: "file",
    vendor,
    permissions: [toFindDevices, defender("Machine.StopAndQuarantine")],
    effect: "when the device next answers, within minutes while it is online",
    alwaysAsked:
      "no API gives the file back: a person has to, in the Action center of the Defender portal or on the device",
  },
  "scan-device": {
    verb: "Scan",
    undoVerb: null,
    takes: "host",
    vendor,
    permissions: [toFindDevices, defender("Machine.Scan")],
    effect: "when the device next answers, a quick scan within the hour while it is online",
  },
  "collect-package": {
    verb: "Collect the investigation package of",
    undoVerb: null,
    takes: "host",
    vendor,
    permissions: [toFindDevices, defender("Machine.CollectForensics")],
    effect:
      "within 5 to 30 minutes while the device is online; the package is then in the Action center of the Defender portal",
  },
} as const satisfies Record<string, KindOfContainment>;

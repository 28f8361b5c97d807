import type { KindOfContainment } from "../../domain/kind-of-containment";

const permission = (name: string) => ({ of: "SentinelOne", name });

export const kinds = {
  "sentinelone-disconnect": {
    verb: "Disconnect with SentinelOne",
    undoVerb: "Reconnect with SentinelOne",
    takes: "host",
    vendor: "sentinelone",
    permissions: [
      permission("Endpoints: View"),
      permission("Endpoints: Disconnect From Network"),
      permission("Endpoints: Reconnect To Network"),
    ],
    effect: "when the agent next answers, within seconds while the device is online",
  },
} as const satisfies Record<string, KindOfContainment>;

import type { KindOfContainment } from "../../domain/kind-of-containment";

const defender = (name: string) => ({ of: "Defender for Endpoint", name });

export const kinds = {
  "isolate-device": {
    verb: "Isolate",
    undoVerb: "Release",
    takes: "host",
    vendor: "defender-endpoint",
    permissions: [defender("Machine.Read.All"), defender("Machine.Isolate")],
    effect: "when the device next answers, within minutes while it is online",
  },
} as const satisfies Record<string, KindOfContainment>;

import type { KindOfContainment } from "../../domain/kind-of-containment";

const scope = (name: string) => ({ of: "CrowdStrike", name });

export const kinds = {
  "crowdstrike-contain": {
    verb: "Contain with CrowdStrike",
    undoVerb: "Lift CrowdStrike's containment of",
    takes: "host",
    vendor: "crowdstrike",
    permissions: [scope("Hosts: Read"), scope("Hosts: Write")],
    effect: "when the sensor next answers, within seconds while the host is online",
  },
} as const satisfies Record<string, KindOfContainment>;

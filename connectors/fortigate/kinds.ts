import type { KindOfContainment } from "../../domain/kind-of-containment";

const profile = (name: string) => ({
  of: "FortiGate",
  name,
  on: "the administrator profile of the REST API administrator, in one VDOM",
});

export const kinds = {
  "fortigate-ban": {
    verb: "Ban at the FortiGate",
    undoVerb: "Lift the ban at the FortiGate of",
    takes: ["address"],
    vendor: "fortigate",
    permissions: [profile("User & Device: Read/Write")],
    effect: "at once, for what comes from it; a restart of the firewall ends it",
  },
  "fortigate-block": {
    verb: "Block at the FortiGate",
    undoVerb: "Unblock at the FortiGate",
    takes: ["address"],
    vendor: "fortigate",
    permissions: [profile("Firewall > Address: Read/Write")],
    effect: "at once, where a deny policy uses the group",
  },
} as const satisfies Record<string, KindOfContainment>;

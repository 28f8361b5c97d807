import type { KindOfContainment } from "../../domain/kind-of-containment";

const xmlApi = (name: string) => ({
  of: "PAN-OS",
  name,
  on: "the XML API of the key's admin role",
});

export const kinds = {
  "pan-os-tag": {
    verb: "Block in PAN-OS",
    undoVerb: "Unblock in PAN-OS",
    takes: ["address"],
    vendor: "pan-os",
    permissions: [xmlApi("User-ID Agent"), xmlApi("Operational Requests")],
    effect: "at once, where a deny rule uses the dynamic address group of its tag",
  },
} as const satisfies Record<string, KindOfContainment>;

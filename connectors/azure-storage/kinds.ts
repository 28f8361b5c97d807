import type { KindOfContainment } from "../../domain/kind-of-containment";

const azure = (name: string) => ({
  of: "Azure",
  name: `Microsoft.Storage/storageAccounts/${name}`,
  on: "the storage account",
});

export const kinds = {
  "rotate-storage-keys": {
    verb: "Renew both keys of the storage account",
    undoVerb: null,
    takes: "resource",
    vendor: "azure-storage",
    permissions: [azure("read"), azure("listKeys/action"), azure("regenerateKey/action")],
    effect:
      "at once for the keys and all shared access signatures that they signed; those of users go on until their own end",
    alwaysAsked:
      "it cannot be undone, and every app that uses a key of this storage account stops until it is given the new one",
  },
} as const satisfies Record<string, KindOfContainment>;

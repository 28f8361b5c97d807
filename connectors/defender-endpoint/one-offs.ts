import type { OneOff } from "./one-off";

const ofDevice = {
  body: () => ({}),
  machineOf: ({ id }) => id,
  isAbout: () => true,
} satisfies Partial<OneOff>;

/** A quick scan by its antivirus: https://learn.microsoft.com/defender-endpoint/api/run-av-scan */
export const scan: OneOff = {
  ...ofDevice,
  type: "RunAntiVirusScan",
  path: "runAntiVirusScan",
  permission: "scanning",
  body: () => ({ ScanType: "Quick" }),
  word: "scan",
  noUndo: "was scanned: there is nothing to take back",
};

/** What it knows of itself, for people: https://learn.microsoft.com/defender-endpoint/api/collect-investigation-package */
export const collection: OneOff = {
  ...ofDevice,
  type: "CollectInvestigationPackage",
  path: "collectInvestigationPackage",
  permission: "collecting",
  word: "collection",
  noUndo: "gave its investigation package: there is nothing to take back",
};

/** Of a target `<machine id>/<SHA-1>`: https://learn.microsoft.com/defender-endpoint/api/stop-and-quarantine-file */
export const quarantine: OneOff = {
  type: "StopAndQuarantineFile",
  path: "StopAndQuarantineFile",
  permission: "quarantining",
  body: (target) => ({ Sha1: sha1Of(target) }),
  machineOf: ({ id }) => id.split("/", 1)[0]!,
  isAbout: ({ relatedFileInfo }, target) =>
    relatedFileInfo?.fileIdentifier?.toLowerCase() === sha1Of(target),
  word: "quarantine",
  noUndo:
    "stays in quarantine, which no API ends: undo it in the Action center of the Defender portal, or restore the file on the device",
};

const sha1Of = ({ id }: { id: string }): string => id.slice(id.indexOf("/") + 1);

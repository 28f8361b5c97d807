import { isRecord } from "../simulator";
import { armError } from "./refusal";
import type { ResourceType } from "./resource";

/** https://learn.microsoft.com/rest/api/compute/snapshots */
export const snapshot: ResourceType = {
  type: "Microsoft.Compute/snapshots",
  versions: ["2023-10-02", "2024-03-02", "2025-01-02"],
  hasEtag: false,
  put(given, before, { find, now }) {
    const { creationData } = given.properties;
    const data = isRecord(creationData) ? creationData : {};
    if (data["createOption"] !== "Copy") {
      const message =
        "Required parameter 'creationData.createOption' is missing (null) or not Copy.";
      return { refusal: armError(400, "InvalidParameter", message) };
    }
    const source = String(data["sourceResourceId"]);
    if (!find(source)) {
      const message = `Resource ${source} referenced by the snapshot was not found.`;
      return { refusal: armError(404, "NotFound", message) };
    }
    // What was copied once is not copied again.
    const former = before?.properties["creationData"];
    if (isRecord(former) && former["sourceResourceId"] !== source) {
      const message = "Changing property 'creationData.sourceResourceId' is not allowed.";
      return { refusal: armError(409, "PropertyChangeNotAllowed", message) };
    }
    const timeCreated = before?.properties["timeCreated"] ?? new Date(now).toISOString();
    return { body: { ...given, properties: { ...given.properties, timeCreated } } };
  },
};

import { isGuid } from "./guid";
import {
  classificationReasons,
  classifications,
  type IncidentWrite,
  type Label,
  nobody,
  type Owner,
  severities,
  statuses,
} from "./incident-row";
import {
  invalid,
  type Members,
  membersOf,
  requiredTextIn,
  requiredValueIn,
  textIn,
  valueIn,
} from "./members";
import { ticksOf } from "./timestamp";

/**
 * Reads the properties of a PUT. What is left out is gone afterwards: a PUT replaces. Read-only
 * members are ignored. A classification stays only on a closed incident; none is required, and no
 * pair of classification and reason is refused: neither is documented.
 */
export function incidentWriteOf(properties: unknown, before: readonly Label[]): IncidentWrite {
  const members = membersOf(properties, "properties");
  const description = textIn(members, "description", 5_000);
  const status = requiredValueIn(members, "status", statuses);
  return {
    title: requiredTextIn(members, "title"),
    severity: requiredValueIn(members, "severity", severities),
    status,
    description: description || undefined,
    ...classificationOf(members, status),
    owner: ownerOf(members["owner"]),
    labels: labelsOf(members["labels"] ?? [], before),
    ...timeOf(members, "firstActivityTimeUtc"),
    ...timeOf(members, "lastActivityTimeUtc"),
  };
}

function classificationOf(members: Members, status: string) {
  const classification = valueIn(members, "classification", classifications);
  const classificationReason = valueIn(members, "classificationReason", classificationReasons);
  const classificationComment = textIn(members, "classificationComment");
  return status === "Closed"
    ? { classification, classificationReason, classificationComment }
    : {
        classification: undefined,
        classificationReason: undefined,
        classificationComment: undefined,
      };
}

function ownerOf(value: unknown): Owner {
  if (value === undefined) return nobody;
  const members = membersOf(value, "owner");
  const objectId = textIn(members, "objectId");
  if (objectId === undefined || objectId === "") return nobody;
  if (!isGuid(objectId)) return invalid("owner.objectId", `'${objectId}' is not a GUID`);
  return {
    objectId,
    email: textIn(members, "email") ?? null,
    assignedTo: textIn(members, "assignedTo") ?? null,
    userPrincipalName: textIn(members, "userPrincipalName") ?? null,
    ownerType: valueIn(members, "ownerType", ["Unknown", "User", "Group"]) ?? "User",
  };
}

function labelsOf(value: unknown, before: readonly Label[]): Label[] {
  if (!Array.isArray(value)) return invalid("labels", "an array is required");
  const names = value.map((label) => requiredTextIn(membersOf(label, "labels"), "labelName"));
  return [...new Set(names)].map(
    (labelName) =>
      before.find((known) => known.labelName === labelName) ?? { labelName, labelType: "User" },
  );
}

function timeOf<N extends "firstActivityTimeUtc" | "lastActivityTimeUtc">(
  members: Members,
  name: N,
): Partial<Record<N, string>> {
  const text = textIn(members, name);
  if (text === undefined) return {};
  if (ticksOf(text) === undefined) return invalid(name, `'${text}' is not a date and time`);
  return { [name]: text } as Record<N, string>;
}

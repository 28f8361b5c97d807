/** An incident of the Defender portal: https://learn.microsoft.com/graph/api/resources/security-incident */
export interface SecurityIncident {
  id: string;
  displayName: string;
  status: string;
  classification: string;
  determination: string;
  assignedTo: string | null;
  /** Of one that was merged into another. */
  redirectIncidentId: string | null;
  comments: IncidentComment[];
}

export interface IncidentComment {
  comment: string;
  createdByDisplayName: string;
  createdDateTime: string;
}

export const incidentOf = (said: Partial<SecurityIncident> & { id: string }): SecurityIncident => ({
  displayName: "Multi-stage incident",
  status: "active",
  classification: "unknown",
  determination: "unknown",
  assignedTo: null,
  redirectIncidentId: null,
  comments: [],
  ...said,
});

/** Those that the incidents in `samples/` are. */
export const publishedIncidents = ["9001", "9002", "9004"].map((id) => incidentOf({ id }));

const statuses = ["active", "inProgress", "awaitingAction", "resolved"];
const classifications = [
  "unknown",
  "falsePositive",
  "truePositive",
  "informationalExpectedActivity",
];
const determinations = [
  "unknown",
  "apt",
  "malware",
  "securityPersonnel",
  "securityTesting",
  "unwantedSoftware",
  "other",
  "multiStagedAttack",
  "compromisedAccount",
  "phishing",
  "maliciousUserActivity",
  "notMalicious",
  "notEnoughDataToValidate",
  "confirmedActivity",
  "lineOfBusinessApplication",
];

/** What a PATCH can change, and what each may become. */
export const changeable: Readonly<Record<string, (value: unknown) => boolean>> = {
  status: (value) => statuses.includes(String(value)),
  classification: (value) => classifications.includes(String(value)),
  determination: (value) => determinations.includes(String(value)),
  assignedTo: (value) => value === null || typeof value === "string",
  displayName: (value) => typeof value === "string",
};

/** Members after the unknown one are told only to those who ask for them. */
export const shownIncident = (
  incident: SecurityIncident,
  { prefer = "" }: Record<string, string>,
): object => ({
  ...incident,
  status:
    incident.status === "awaitingAction" && !prefer.includes("include-unknown-enum-members")
      ? "unknownFutureValue"
      : incident.status,
});

/** An alert of an incident, as Sentinel keeps it. */
export interface IncidentAlert {
  /** Its product's own id of it, the same in Sentinel and in Defender for Cloud. */
  systemAlertId: string;
  title: string;
  /** As the product calls itself: "Azure Security Center". */
  product: string;
  /** ARM ids of what it is about. */
  resourceIds: string[];
  /** Whole values that may name something of another product: its provider's id of it, custom details, extended properties. */
  values: string[];
}

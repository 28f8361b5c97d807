import { ConnectorError } from "../connector-error";

export const vendor = "pagerduty";

/**
 * A key under which an incident is found again; never empty, for then PagerDuty would answer every
 * open incident.
 */
export function checkedKey(key: string): string {
  if (/^[A-Za-z0-9:_-]{1,255}$/.test(key)) return key;
  throw permanent("The key must be 1 to 255 of the characters A-Z a-z 0-9 : _ -");
}

/** Where one incident is. */
export function incidentPath(id: string): string {
  if (/^[A-Za-z0-9]{1,40}$/.test(id)) return `/incidents/${id}`;
  throw permanent("The id of an incident must be 1 to 40 letters and digits");
}

const permanent = (message: string) => new ConnectorError(vendor, "permanent", message);

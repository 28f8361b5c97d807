import { SEVERITIES, type Severity } from "./incident";

/** Whether a severity is the floor or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}

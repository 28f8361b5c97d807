import { SEVERITIES, type Severity } from "./incident";

/** Whether a severity is the floor or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}

/** The worse, the higher: who waits in line is served by it. */
export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

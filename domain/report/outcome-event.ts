import { cleanLine } from "../clean-text";
import type { FindingName } from "../finding-source";
import { portalUrl } from "../portal-url";
import type { Report } from "./report";
import { resolutionNotes } from "./ticket-text";

/** What another system is told of a run's outcome, in one event; its texts are plain, indicators defanged. */
export interface OutcomeEvent {
  runId: string;
  /** 2 when it replaces the first, since people have decided meanwhile. */
  revision: 1 | 2;
  /** ISO 8601 */
  at: string;
  incident: { number: number; title: string; severity: string; url?: string };
  verdict: string;
  decisionHash?: string;
  text: string;
  /** Those that the incident's alerts name, of a system that keeps the outcome with its findings. */
  findings?: readonly FindingName[];
}

export function outcomeEvent(report: Report, at: string, revision: 1 | 2): OutcomeEvent {
  const { runId, incident, assessment, decisionHash } = report;
  const url = portalUrl(incident.url);
  return {
    runId,
    revision,
    at,
    incident: {
      number: incident.number,
      title: cleanLine(incident.title, 200),
      severity: incident.severity,
      ...(url !== undefined && { url }),
    },
    verdict: assessment.verdict,
    ...(decisionHash !== undefined && { decisionHash }),
    text: resolutionNotes(report),
  };
}

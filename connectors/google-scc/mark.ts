import type { OutcomeEvent } from "../../domain/report/outcome-event";
import { counted } from "../../domain/words";
import { ConnectorError } from "../connector-error";
import { type Center, vendor } from "./client";
import { findOne } from "./find";
import { type Marks, marksResponse } from "./schema";

/**
 * Writes a run's outcome to findings, as security marks, and leaves all other marks. Each finding is read first: one
 * that has these marks, or those of a later outcome, is not written again. A finding that is not there keeps no
 * other from being marked, and is told in the end.
 * https://cloud.google.com/security-command-center/docs/how-to-security-marks
 */
export async function markFindings(center: Center, event: OutcomeEvent): Promise<void> {
  const { findings = [] } = event;
  const marks = marksOf(event);
  let missing = 0;
  for (const name of findings) {
    const { at, finding } = await findOne(center, name);
    if (!finding) missing += 1;
    else if (isDue(finding.securityMarks?.marks ?? {}, marks)) await write(center, at.name, marks);
  }
  if (missing === 0) return;
  const message = `${missing} of ${counted(findings.length, "finding")} that the incident's alerts name cannot be marked: not there`;
  throw new ConnectorError(vendor, "permanent", message);
}

async function write(center: Center, name: string, marks: Marks): Promise<void> {
  const { marks: after } = await center
    .with("securitycenter.findingsecuritymarks.update")
    .write(marksResponse, {
      method: "PATCH",
      path: `/v2/${name}/securityMarks`,
      label: "{finding}/securityMarks",
      query: {
        updateMask: Object.keys(marks)
          .map((key) => `marks.${key}`)
          .join(","),
      },
      body: { marks },
    });
  if (!isDue(after, marks)) return;
  const message = "PATCH {finding}/securityMarks answered other marks: look at the finding by hand";
  throw new ConnectorError(vendor, "permanent", message, { mayHaveHappened: true });
}

/** Keys of small letters alone: in the JSON of a field mask other signs mean something. */
function marksOf({ runId, at, incident, verdict, decisionHash }: OutcomeEvent): Marks {
  return {
    soarincident: String(incident.number),
    soarverdict: verdict,
    soarrun: runId,
    soarat: at,
    ...(decisionHash !== undefined && { soardecision: decisionHash }),
  };
}

/** Whether marks have to be written. Google compares keys and values in any case. */
function isDue(found: Marks, marks: Marks): boolean {
  const kept = new Map(Object.entries(found).map(([key, value]) => [key.toLowerCase(), value]));
  const later = Date.parse(kept.get("soarat") ?? "") > Date.parse(marks["soarat"] ?? "");
  if (later) return false;
  return Object.entries(marks).some(
    ([key, value]) => kept.get(key)?.toLowerCase() !== value.toLowerCase(),
  );
}

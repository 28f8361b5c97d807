import { ConnectorError } from "../connectors/connector-error";
import {
  type ClosedFinding,
  type FindingClosing,
  type FindingRef,
  type NamedFindings,
  type NotedFinding,
  findingsNamed,
} from "../domain/finding";
import {
  type FindingSourceName,
  type NotedSourceName,
  findingSources,
} from "../domain/finding-source";
import type { IncidentRef } from "../domain/incident";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import type { Step } from "./step";

/** What other systems have found that an incident's alerts name. */
export const findings = ({ connectors, ledger }: ActivityDependencies) => ({
  async namedFindings({ ref, sources }: NamedInput): Promise<NamedFindings> {
    return findingsNamed(await connectors.sentinel.readAlerts(ref), sources);
  },

  closeFinding: ({ step, finding, ...how }: CloseInput): Promise<ClosedFinding> =>
    once(ledger, step, {
      action: "closeFinding",
      target: `${finding.source} ${finding.id}`,
      look: harmlessToRepeat,
      async send() {
        const close = connectors.findings[finding.source];
        if (close) return close(finding, how);
        const { vendor, title } = findingSources[finding.source];
        throw new ConnectorError(vendor, "permanent", `The app closes no finding of ${title}`);
      },
    }),

  noteFinding: ({ step, finding, note }: NoteInput): Promise<NotedFinding> =>
    once(ledger, step, {
      action: "noteFinding",
      target: `${finding.source} ${finding.id}`,
      look: harmlessToRepeat,
      async send() {
        const write = connectors.findingNotes[finding.source as NotedSourceName];
        if (write) return write(finding, note);
        const { vendor, title } = findingSources[finding.source];
        throw new ConnectorError(vendor, "permanent", `${title} takes no note`);
      },
    }),
});

interface NoteInput {
  step: Step;
  finding: FindingRef;
  /** One line. */
  note: string;
}

interface NamedInput {
  ref: IncidentRef;
  sources: readonly FindingSourceName[];
}

type CloseInput = FindingClosing & { step: Step; finding: FindingRef };

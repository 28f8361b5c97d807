import { ConnectorError } from "../connectors/connector-error";
import {
  type ClosedFinding,
  type FindingClosing,
  type FindingRef,
  type NamedFindings,
  findingsNamed,
} from "../domain/finding";
import { type FindingSourceName, findingSources } from "../domain/finding-source";
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
});

interface NamedInput {
  ref: IncidentRef;
  sources: readonly FindingSourceName[];
}

type CloseInput = FindingClosing & { step: Step; finding: FindingRef };

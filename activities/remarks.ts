import type { IncidentRef } from "../domain/incident";
import { remarkHtml } from "../domain/report/remark";
import type { ActivityDependencies } from "./dependencies";
import { once } from "./once";
import { type Step, guidOf } from "./step";

/** What is said of an incident after its report, in Sentinel. */
export const remarks = ({ connectors: { sentinel }, ledger }: ActivityDependencies) => ({
  /** A comment of its own with a title and a list; the same step writes it once. */
  addRemark({ step, ref, title, lines }: RemarkInput): Promise<{ commentId: string }> {
    const commentId = guidOf(step);
    return once(ledger, step, {
      action: "addRemark",
      target: ref.name,
      look: async () =>
        (await sentinel.readComment(ref, commentId)) === null ? null : { commentId },
      async send() {
        await sentinel.putComment(ref, commentId, remarkHtml(title, lines));
        return { commentId };
      },
    });
  },
});

interface RemarkInput {
  step: Step;
  ref: IncidentRef;
  title: string;
  /** A sentence each; hostile texts in them are escaped here. */
  lines: string[];
}

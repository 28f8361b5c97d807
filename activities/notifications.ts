import { renderCard } from "../domain/notice/adaptive-card";
import { noticeOf } from "../domain/report/notice";
import type { Report } from "../domain/report/report";
import type { ActivityDependencies } from "./dependencies";
import { once } from "./once";
import type { Step } from "./step";

/** Messages to people. A Teams workflow can neither be asked nor told a repeat from a message. */
export const notifications = ({ connectors: { teams }, ledger }: ActivityDependencies) => ({
  async postTeamsCard({ step, report }: CardInput): Promise<{ sent: "yes" | "maybe" }> {
    const target = `incident ${report.incident.number}`;
    const answer = await once(ledger, step, {
      action: "postTeamsCard",
      target,
      async send(aboutToSend) {
        await teams.postCard(renderCard(noticeOf(report)), aboutToSend);
        return { sent: "yes" as const };
      },
    });
    return answer === "maybe" ? { sent: "maybe" } : answer;
  },
});

interface CardInput {
  step: Step;
  report: Report;
}

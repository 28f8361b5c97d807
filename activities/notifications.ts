import { renderCard } from "../domain/notice/adaptive-card";
import { type Content, noticeIn, targetOf } from "./content";
import type { ActivityDependencies } from "./dependencies";
import { once } from "./once";
import type { Step } from "./step";

/** Messages to people. A Teams workflow can neither be asked nor told a repeat from a message. */
export const notifications = ({ connectors: { teams }, ledger }: ActivityDependencies) => ({
  async postTeamsCard({ step, ...content }: CardInput): Promise<{ sent: "yes" | "maybe" }> {
    const target = targetOf(content);
    const answer = await once(ledger, step, {
      action: "postTeamsCard",
      target,
      async send(aboutToSend) {
        await teams.postCard(renderCard(noticeIn(content)), aboutToSend);
        return { sent: "yes" as const };
      },
    });
    return answer === "maybe" ? { sent: "maybe" } : answer;
  },
});

type CardInput = { step: Step } & Content;

import type { OrchestrationContext } from "durable-functions";
import type { ApprovalRequest } from "../domain/approval";
import type { NotAsked } from "../domain/not-asked";
import { boundedNotice } from "../domain/notice/bounded";
import { notAskedNotice } from "../domain/notice/not-asked-notice";
import { type Flow, askAll } from "../durable/flow";
import { activities, patienceOf, stepOf } from "./response";
import { type About, everywhere, isPaging, problems, sendNotice } from "./send-notice";

/** Tells the team that people should be asked and cannot be; answers who could not be told even that. */
export function* tellNotAsked(
  context: OrchestrationContext,
  policy: About["policy"],
  asked: Parameters<typeof notAskedNotice>[0] & Pick<ApprovalRequest, "ref">,
  why: NotAsked,
): Flow<string[]> {
  const { ref, id } = asked;
  const notice = boundedNotice(notAskedNotice(asked, why));
  const about = { policy, ref, id };
  const sent = yield* sendNotice(context, about, {
    name: "not-asked",
    notice,
    channels: everywhere,
  });
  if (sent.reached > 0 || !isPaging(policy)) return sent.notTold;
  const { triggerPage } = activities(context);
  const step = stepOf(context, ref, `${id}/not-asked/page`);
  const { pages } = yield* askAll(
    context,
    { pages: [() => triggerPage({ step, key: `approval:${id}`, notice })] },
    patienceOf(policy),
  );
  return [...sent.notTold, ...problems("Page about the approval", pages)];
}

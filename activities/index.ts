import { containments } from "./containments";
import type { ActivityDependencies } from "./dependencies";
import { enrichment } from "./enrichment";
import { incidents } from "./incidents";
import { mail } from "./mail";
import { notifications } from "./notifications";
import { answers, outcomes } from "./outcomes";
import { slackMessages } from "./slack";
import { pages } from "./pages";
import { tickets } from "./tickets";

export type { ActivityDependencies } from "./dependencies";
export type { Step } from "./step";

/** Every activity, by the name it has in an orchestration's history. Never rename one in flight. */
export const createActivities = (dependencies: ActivityDependencies) => ({
  ...answers(enrichment(dependencies)),
  ...outcomes({
    ...incidents(dependencies),
    ...tickets(dependencies),
    ...notifications(dependencies),
    ...slackMessages(dependencies),
    ...mail(dependencies),
    ...pages(dependencies),
    ...containments(dependencies),
  }),
});

/** Their names, inputs and answers: all that a flow may know of them. */
export type Activities = ReturnType<typeof createActivities>;

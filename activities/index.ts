import type { TicketRef, TicketSystemName } from "../domain/ticket";
import { agreement } from "./agreement";
import { containing } from "./containing";
import type { ActivityDependencies } from "./dependencies";
import { enrichment } from "./enrichment";
import { incidents } from "./incidents";
import { mail } from "./mail";
import { notifications } from "./notifications";
import { answers, outcomes } from "./outcomes";
import { slackMessages } from "./slack";
import { type ActivityTable, paced } from "./paced";
import { pages } from "./pages";
import { tickets } from "./tickets";
import { createTurns } from "./turns";

export type { ActivityDependencies } from "./dependencies";
export type { Step } from "./step";

/** Every activity, by the name it has in an orchestration's history. Never rename one in flight. */
export function createActivities(dependencies: ActivityDependencies) {
  const turns = createTurns(dependencies);
  const { budgets } = dependencies;
  const at = <T extends ActivityTable>(vendorOf: (input: never) => string, table: T): T =>
    paced({ turns, budgets, vendorOf }, table);

  return {
    ...answers(enrichment(dependencies, turns)),
    ...outcomes({
      ...incidents(dependencies),
      ...at(systemOf, tickets(dependencies)),
      ...at(() => "teams", notifications(dependencies)),
      ...at(() => "slack", slackMessages(dependencies)),
      ...at(() => "outlook", mail(dependencies)),
      ...at(() => "pagerduty", pages(dependencies)),
      ...containing(dependencies),
      ...agreement(dependencies),
    }),
  };
}

/** Which service a ticket's step calls. */
const systemOf = (input: { system: TicketSystemName } | { ticket: TicketRef }): string =>
  "system" in input ? input.system : input.ticket.system;

/** Their names, inputs and answers: all that a flow may know of them. */
export type Activities = ReturnType<typeof createActivities>;

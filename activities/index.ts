import { containmentKinds } from "../domain/containment-kind";
import { type FindingSourceName, findingSources } from "../domain/finding-source";
import type { KindOfContainment } from "../domain/kind-of-containment";
import type { TicketRef, TicketSystemName } from "../domain/ticket";
import { agreement } from "./agreement";
import { containing } from "./containing";
import { defenderIncidents } from "./defender-incidents";
import type { ActivityDependencies } from "./dependencies";
import { enrichment } from "./enrichment";
import { findings } from "./findings";
import { incidents, writesToSentinel } from "./incidents";
import { mail } from "./mail";
import { notifications } from "./notifications";
import { answers, outcomes } from "./outcomes";
import type { Starting } from "./starting";
import { slackMessages } from "./slack";
import { type ActivityTable, paced } from "./paced";
import { outcomeEvents, sinkOf } from "./outcome-events";
import { pages } from "./pages";
import { pieces } from "./pieces";
import { records } from "./record";
import { remarks } from "./remarks";
import { rehearsable } from "./rehearsal";
import { sweeping } from "./sweeping";
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
    ...outcomes(pieces(dependencies)),
    ...outcomes(sweeping(dependencies)),
    ...outcomes(
      rehearsable(dependencies, (given) => ({
        ...paced(
          { turns, budgets, vendorOf: () => "sentinel", writesOf: writesToSentinel },
          { ...incidents(given), ...remarks(given) },
        ),
        ...at(systemOf, tickets(given)),
        ...at(() => "teams", notifications(given)),
        ...at(() => "slack", slackMessages(given)),
        ...at(() => "outlook", mail(given)),
        ...at(() => "pagerduty", pages(given)),
        ...at(sinkOf, outcomeEvents(given)),
        ...at(providerOf, containing(given)),
        ...at(() => "graph-security", defenderIncidents(given)),
        ...at(sourceOf, findings(given)),
        ...records(given),
        ...agreement(given),
      })),
    ),
  };
}

/** Which service a ticket's step calls. */
const systemOf = (input: { system: TicketSystemName } | { ticket: TicketRef }): string =>
  "system" in input ? input.system : input.ticket.system;

/** Whose finding a step closes; which ones an incident names is asked of Sentinel, whose budget counts changes only. */
const sourceOf = (input: { finding?: { source: FindingSourceName } }): string =>
  input.finding ? findingSources[input.finding.source].vendor : "";

/** Where a containment's step is done; the app's own lists have no budget. */
function providerOf(input: { kind: string } | { item: { kind: string } } | { id: string }): string {
  const kind = "item" in input ? input.item.kind : "kind" in input ? input.kind : kindIn(input.id);
  const known: Partial<Record<string, KindOfContainment>> = containmentKinds;
  return known[kind]?.vendor ?? "";
}

/** An id begins with its kind: "isolate-device:1e5bc9d7…". */
const kindIn = (id = ""): string => id.split(":", 1)[0]!;

/** Those that call vendors, or the ledger. */
export type VendorActivities = ReturnType<typeof createActivities>;

/** Their names, inputs and answers: all that a flow may know of them. */
export type Activities = VendorActivities & Starting;

import type { Report } from "../domain/report/report";
import { resolutionNotes } from "../domain/report/ticket-text";
import type { Ticket, TicketDraft } from "../domain/ticket";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import { type Step, guidOf } from "./step";

/** The incident's ticket in ServiceNow. */
export const tickets = ({ connectors: { servicenow }, ledger }: ActivityDependencies) => ({
  openTicket: ({ step, draft }: { step: Step; draft: TicketDraft }): Promise<Ticket> =>
    once(ledger, step, {
      action: "openTicket",
      target: draft.key,
      look: () => servicenow.findTicket(draft.key),
      // An earlier run, or a person, may have opened one for the same incident.
      send: async () => (await servicenow.findTicket(draft.key)) ?? servicenow.createTicket(draft),
    }),

  noteTicket: ({ step, ticketId, report }: ReportInput): Promise<{ ticketId: string }> =>
    once(ledger, step, {
      action: "noteTicket",
      target: ticketId,
      look: harmlessToRepeat, // the connector looks for the marker before it writes
      async send() {
        const note = { marker: `[ref ${guidOf(step)}]`, text: resolutionNotes(report) };
        await servicenow.noteTicket(ticketId, note);
        return { ticketId };
      },
    }),

  resolveTicket: ({ step, ticketId, report }: ReportInput): Promise<{ ticketId: string }> =>
    once(ledger, step, {
      action: "resolveTicket",
      target: ticketId,
      look: harmlessToRepeat, // a resolved ticket stays as it is
      async send() {
        await servicenow.resolveTicket(ticketId, resolutionNotes(report));
        return { ticketId };
      },
    }),
});

interface ReportInput {
  step: Step;
  ticketId: string;
  report: Report;
}

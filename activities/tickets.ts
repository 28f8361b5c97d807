import { ConnectorError } from "../connectors/connector-error";
import type { Report } from "../domain/report/report";
import { resolutionNotes } from "../domain/report/ticket-text";
import type { Ticket, TicketDraft, TicketRef, TicketSystemName } from "../domain/ticket";
import type { TicketChange, TicketLink, TicketStatus, TicketSystem } from "../domain/ticketing";
import type { ActivityDependencies } from "./dependencies";
import { harmlessToRepeat, once } from "./once";
import { type Step, guidOf } from "./step";

/** The incident's ticket, in whichever service the policy says. */
export const tickets = ({ connectors: { tickets: systems }, ledger }: ActivityDependencies) => {
  /** A change that its connector makes once by itself: it looks before it writes. */
  const change = (
    action: string,
    { step, ticket: { system, id } }: TicketInput,
    send: () => Promise<void>,
  ): Promise<TicketRef> =>
    once(ledger, step, {
      action,
      target: id,
      look: harmlessToRepeat,
      async send() {
        await send();
        return { system, id };
      },
    });

  return {
    openTicket: ({ step, system, draft }: DraftInput): Promise<Ticket> => {
      const service = systems[system];
      let mayComeLate = false;
      return once(ledger, step, {
        action: "openTicket",
        target: draft.key,
        look() {
          mayComeLate = true;
          return service.findTicket(draft.key);
        },
        async send() {
          // An earlier run, or a person, may have opened one for the same incident.
          const there = await service.findTicket(draft.key);
          if (there) return there;
          const opened = await service.createTicket(draft);
          return mayComeLate ? firstOf(service, opened) : opened;
        },
      });
    },

    updateTicket: (input: TicketInput & { change: TicketChange }) =>
      change("updateTicket", input, () =>
        systems[input.ticket.system].updateTicket(input.ticket.id, input.change),
      ),

    linkTicket: (input: TicketInput & { link: TicketLink }) =>
      change("linkTicket", input, () =>
        systems[input.ticket.system].linkTicket(input.ticket.id, input.link),
      ),

    noteTicket: (input: ReportInput) =>
      change("noteTicket", input, () =>
        systems[input.ticket.system].noteTicket(input.ticket.id, {
          marker: `[ref ${guidOf(input.step)}]`,
          text: textOf(input),
        }),
      ),

    resolveTicket: (input: ReportInput) =>
      change("resolveTicket", input, () =>
        systems[input.ticket.system].resolveTicket(input.ticket.id, textOf(input)),
      ),

    readTicket: ({ ticket }: { ticket: TicketRef }): Promise<TicketStatus> =>
      systems[ticket.system].readTicket(ticket.id),
  };
};

/**
 * The ticket that everybody finds, once another was opened after an attempt whose end is unknown: the
 * vendor may have done that one late. Of two the older stays, and the other says why it is resolved.
 * Asked in passing: the ticket is open, whatever comes of it.
 */
async function firstOf(service: TicketSystem, opened: Ticket): Promise<Ticket> {
  try {
    const first = await service.findTicket(opened.key);
    if (!first || first.id === opened.id) return opened;
    await service.resolveTicket(opened.id, `A duplicate of ${first.number}: ${first.url}`);
    return first;
  } catch (error) {
    if (error instanceof ConnectorError) return opened;
    throw error;
  }
}

interface DraftInput {
  step: Step;
  system: TicketSystemName;
  draft: TicketDraft;
}

interface TicketInput {
  step: Step;
  ticket: TicketRef;
}

/** What a run has to say, or a sentence. */
type ReportInput = TicketInput & ({ report: Report } | { text: string });

const textOf = (input: ReportInput): string =>
  "text" in input ? input.text : resolutionNotes(input.report);

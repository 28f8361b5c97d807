import { ConnectorError } from "../../connectors/connector-error";
import { success } from "../../domain/outcome";
import { type Ticket, type TicketDraft, ticketRefOf } from "../../domain/ticket";
import { activitiesWith } from "./fakes";
import { report, step, ticket } from "./samples";

const ticketRef = ticketRefOf(ticket);

const draft: TicketDraft = {
  key: ticket.key,
  title: "Sign-in from a rare country",
  description: "What Sentinel says",
  severity: "High",
};

/** ServiceNow's tickets, and how often one was created. */
function serviceNow(there: Ticket[] = []) {
  const tickets = [...there];
  const createTicket = jest.fn(async ({ key }: TicketDraft) => {
    tickets.push({ ...ticket, key, isNew: false });
    return { ...ticket, key };
  });
  const findTicket = async (key: string) => tickets.find((one) => one.key === key) ?? null;
  return {
    tickets,
    createTicket,
    fakes: { tickets: { servicenow: { createTicket, findTicket } } },
  };
}

describe("openTicket()", () => {
  it("creates one when there is none, once", async () => {
    const { createTicket, fakes } = serviceNow();
    const { activities } = activitiesWith(fakes);

    const first = await activities.openTicket({ step, system: "servicenow", draft });
    const repeat = await activities.openTicket({ step, system: "servicenow", draft });

    expect([first, repeat]).toEqual([success(ticket), success(ticket)]);
    expect(createTicket.mock.calls).toEqual([[draft]]);
  });

  it("answers the one that is there for this incident", async () => {
    const { createTicket, fakes } = serviceNow([{ ...ticket, isNew: false }]);
    const { activities } = activitiesWith(fakes);

    const outcome = await activities.openTicket({ step, system: "servicenow", draft });

    expect(outcome).toEqual(success({ ...ticket, isNew: false }));
    expect(createTicket).not.toHaveBeenCalled();
  });

  it("finds its ticket when the answer to the creation was lost", async () => {
    const { tickets, createTicket, fakes } = serviceNow();
    createTicket.mockImplementationOnce(async () => {
      tickets.push({ ...ticket, isNew: false });
      throw new ConnectorError("servicenow", "transient", "reset", { mayHaveHappened: true });
    });
    const { activities } = activitiesWith(fakes);

    await expect(activities.openTicket({ step, system: "servicenow", draft })).rejects.toThrow(
      "servicenow: reset",
    );
    const outcome = await activities.openTicket({ step, system: "servicenow", draft });

    expect(outcome).toEqual(success({ ...ticket, isNew: false }));
    expect(createTicket).toHaveBeenCalledTimes(1);
  });

  it("returns a refusal, and tries again when it is asked again", async () => {
    const { createTicket, fakes } = serviceNow();
    createTicket.mockRejectedValueOnce(
      new ConnectorError("servicenow", "rate-limited", "answered 429", { retryAfterSeconds: 7 }),
    );
    const { activities } = activitiesWith(fakes);

    const refused = await activities.openTicket({ step, system: "servicenow", draft });
    const later = await activities.openTicket({ step, system: "servicenow", draft });

    expect(refused).toMatchObject({
      ok: false,
      failure: { kind: "rate-limited", retryAfterSeconds: 7 },
    });
    expect(later).toEqual(success(ticket));
  });
});

describe("noteTicket()", () => {
  it("hands on the report with a marker that a repeat repeats", async () => {
    const lost = new ConnectorError("servicenow", "transient", "reset", { mayHaveHappened: true });
    const noteTicket = jest
      .fn(async (_id: string, _note: { marker: string; text: string }) => undefined)
      .mockRejectedValueOnce(lost);
    const { activities } = activitiesWith({ tickets: { servicenow: { noteTicket } } });
    const input = { step, ticket: ticketRef, report };

    await expect(activities.noteTicket(input)).rejects.toBe(lost);
    const outcome = await activities.noteTicket(input);

    expect(outcome).toEqual(success(ticketRef));
    const [first, second] = noteTicket.mock.calls;
    expect(first).toEqual(second);
    expect(first).toEqual([
      ticket.id,
      {
        marker: expect.stringMatching(/^\[ref [0-9a-f-]{36}\]$/),
        text: expect.stringContaining("malicious"),
      },
    ]);
  });
});

describe("resolveTicket()", () => {
  it("resolves it with what the run has to say, once", async () => {
    const resolveTicket = jest.fn(async (_id: string, _notes: string) => undefined);
    const { activities } = activitiesWith({ tickets: { servicenow: { resolveTicket } } });
    const input = { step, ticket: ticketRef, report };

    const first = await activities.resolveTicket(input);
    const repeat = await activities.resolveTicket(input);

    expect([first, repeat]).toEqual([success(ticketRef), success(ticketRef)]);
    expect(resolveTicket.mock.calls).toEqual([[ticket.id, expect.stringContaining("malicious")]]);
  });
});

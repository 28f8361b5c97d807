import { ConnectorError } from "../../connectors/connector-error";
import { success } from "../../domain/outcome";
import { type Ticket, type TicketDraft, ticketRefOf } from "../../domain/ticket";
import type { TicketStatus, TicketSystem } from "../../domain/ticketing";
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

  describe("when an attempt without an answer is done after all, but late", () => {
    const late = { ...ticket, id: "late", number: "INC0000001", isNew: false };

    /** The first creation is done while the second is: only then its ticket can be found. */
    async function openedTwice(resolveTicket: TicketSystem["resolveTicket"]) {
      const { tickets, createTicket, fakes } = serviceNow();
      createTicket
        .mockRejectedValueOnce(
          new ConnectorError("servicenow", "transient", "no answer", { mayHaveHappened: true }),
        )
        .mockImplementationOnce(async () => {
          tickets.push(late, { ...ticket, isNew: false });
          return ticket;
        });
      const service = { ...fakes.tickets.servicenow, resolveTicket };
      const { activities } = activitiesWith({ tickets: { servicenow: service } });
      const deliver = () => activities.openTicket({ step, system: "servicenow", draft });
      await expect(deliver()).rejects.toThrow("no answer");
      return deliver();
    }

    it("stays with the older one, and resolves the other as its duplicate", async () => {
      const resolveTicket = jest.fn(async (_id: string, _notes: string) => undefined);

      const outcome = await openedTwice(resolveTicket);

      expect(outcome).toEqual(success(late));
      expect(resolveTicket.mock.calls).toEqual([
        [ticket.id, `A duplicate of INC0000001: ${late.url}`],
      ]);
    });

    it("answers the one that it opened when the other cannot be resolved", async () => {
      const refused = new ConnectorError("servicenow", "auth", "answered 403");

      const outcome = await openedTwice(async () => Promise.reject(refused));

      expect(outcome).toEqual(success(ticket));
    });
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

describe.each([
  {
    name: "updateTicket" as const,
    input: { change: { title: "Renamed", severity: "Low" as const } },
    told: { title: "Renamed", severity: "Low" },
  },
  {
    name: "linkTicket" as const,
    input: { link: { key: "incident", title: "Incident 42", url: "https://portal.azure.com/#42" } },
    told: { key: "incident", title: "Incident 42", url: "https://portal.azure.com/#42" },
  },
])("$name()", ({ name, input, told }) => {
  const operation = () => jest.fn(async (_id: string, _told: unknown) => undefined);
  const deliver = (service: object) => {
    const { activities } = activitiesWith({ tickets: { servicenow: service } });
    const deliverAt = (at: string) =>
      activities[name]({ ...input, step: { ...step, at }, ticket: ticketRef } as never);
    return deliverAt;
  };

  it("tells the service that the ticket is of, once", async () => {
    const tell = operation();
    const at = deliver({ [name]: tell });

    const first = await at(step.at);
    const repeat = await at(step.at);

    expect([first, repeat]).toEqual([success(ticketRef), success(ticketRef)]);
    expect(tell.mock.calls).toEqual([[ticket.id, told]]);
  });

  it("tells it again when the answer was lost", async () => {
    const lost = new ConnectorError("servicenow", "transient", "reset", { mayHaveHappened: true });
    const tell = operation().mockRejectedValueOnce(lost);
    const at = deliver({ [name]: tell });

    await expect(at(step.at)).rejects.toBe(lost);
    const outcome = await at(step.at);

    expect(outcome).toEqual(success(ticketRef));
    expect(tell.mock.calls).toEqual([
      [ticket.id, told],
      [ticket.id, told],
    ]);
  });

  it("tells it again in a later run: somebody may have changed it since", async () => {
    const tell = operation();
    const at = deliver({ [name]: tell });

    await at(step.at);
    await at("2026-03-02T10:00:00.000Z");

    expect(tell).toHaveBeenCalledTimes(2);
  });

  it("returns a refusal", async () => {
    const tell = operation().mockRejectedValue(
      new ConnectorError("servicenow", "auth", "answered 403"),
    );

    await expect(deliver({ [name]: tell })(step.at)).resolves.toMatchObject({
      ok: false,
      failure: { kind: "auth", message: "servicenow: answered 403" },
    });
  });
});

describe("readTicket()", () => {
  const status: TicketStatus = {
    id: ticket.id,
    number: ticket.number,
    state: "active",
    stateName: "In Progress",
    assignee: "Abel Tuter",
    updatedAt: "2026-03-01T10:00:00.000Z",
  };

  it("asks the service that the ticket is of, each time anew", async () => {
    const readTicket = jest
      .fn<Promise<TicketStatus>, [string]>()
      .mockResolvedValueOnce(status)
      .mockResolvedValueOnce({ ...status, state: "closed" });
    const { activities } = activitiesWith({ tickets: { jira: { readTicket } } });
    const input = { ticket: { ...ticketRef, system: "jira" as const } };

    const first = await activities.readTicket(input);
    const second = await activities.readTicket(input);

    expect([first, second]).toEqual([success(status), success({ ...status, state: "closed" })]);
    expect(readTicket.mock.calls).toEqual([[ticket.id], [ticket.id]]);
  });

  it("returns that there is no such ticket", async () => {
    const gone = new ConnectorError("servicenow", "not-found", "answered 404");
    const readTicket = async () => Promise.reject(gone);
    const { activities } = activitiesWith({ tickets: { servicenow: { readTicket } } });

    await expect(activities.readTicket({ ticket: ticketRef })).resolves.toMatchObject({
      ok: false,
      failure: { kind: "not-found" },
    });
  });
});

import type { Policy } from "../../domain/policy";
import type { Ticket, TicketDraft } from "../../domain/ticket";
import { activitiesWith } from "./fakes";
import { policy as usual, step, ticket } from "./samples";

const minute = 60_000;
const draft = (key: string): TicketDraft => ({
  key,
  title: "t",
  description: "d",
  severity: "Low",
});

/** ServiceNow with a budget of two steps a minute, and Jira without one. */
function world() {
  const clock = { at: Date.parse("2026-03-01T10:00:00.000Z") };
  const created: string[] = [];
  const system = {
    findTicket: async () => null,
    createTicket: async ({ key }: TicketDraft): Promise<Ticket> => {
      created.push(key);
      return { ...ticket, key };
    },
  };
  const policy: Policy = { ...usual, budgets: { servicenow: { perMinute: 2 } } };
  const { activities } = activitiesWith(
    { tickets: { servicenow: system, jira: system } },
    { policy, now: () => new Date(clock.at) },
  );
  const open = (key: string, name: "servicenow" | "jira" = "servicenow") =>
    activities.openTicket({ step: { ...step, key }, system: name, draft: draft(key) });
  return { clock, created, open };
}

describe("a step whose service has a budget", () => {
  it("waits for its turn, and is done once when that has come", async () => {
    const { clock, created, open } = world();
    await open("a");
    await open("b");

    const third = await open("c");

    expect(third).toMatchObject({
      ok: false,
      failure: { kind: "rate-limited", vendor: "servicenow", turn: { ahead: 0 } },
    });
    expect(created).toEqual(["a", "b"]);
    clock.at += minute;
    expect(await open("c")).toMatchObject({ ok: true });
    expect(await open("c")).toMatchObject({ ok: true });
    expect(created).toEqual(["a", "b", "c"]);
  });

  it("keeps nobody waiting at another service", async () => {
    const { created, open } = world();

    for (const key of ["a", "b", "c", "d"]) await open(key, "jira");

    expect(created).toHaveLength(4);
  });
});

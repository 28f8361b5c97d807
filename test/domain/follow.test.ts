import * as fc from "fast-check";
import { type CaseState, type FollowAction, followUp, isOver } from "../../domain/follow";
import { INCIDENT_STATUSES, SEVERITIES } from "../../domain/incident";
import { TICKET_STATES } from "../../domain/ticketing";

const caseOf = (
  status: CaseState["incident"]["status"],
  state: (typeof TICKET_STATES)[number] | null,
  more: Partial<CaseState["incident"]> = {},
): CaseState => ({
  incident: { status, severity: "High", isOwned: false, ...more },
  ticket: state === null ? null : { state },
});
const open = caseOf("Active", "active");

describe("followUp()", () => {
  it.each<[string, CaseState, FollowAction[], boolean]>([
    ["nothing changed", open, [], false],
    [
      "the incident was closed",
      caseOf("Closed", "active"),
      ["resolve-ticket", "resolve-page"],
      false,
    ],
    ["the ticket was resolved", caseOf("Active", "resolved"), ["close-incident"], false],
    ["the ticket was cancelled", caseOf("New", "cancelled"), ["close-incident"], false],
    ["both are closed", caseOf("Closed", "closed"), ["resolve-page"], true],
    [
      "the severity changed",
      caseOf("Active", "active", { severity: "Low" }),
      ["tell-severity"],
      false,
    ],
    [
      "somebody took it",
      caseOf("Active", "active", { isOwned: true }),
      ["acknowledge-page"],
      false,
    ],
    ["it has no ticket and was closed", caseOf("Closed", null), ["resolve-page"], true],
    [
      "it has no ticket, and its severity changed",
      caseOf("Active", null, { severity: "Low" }),
      [],
      false,
    ],
  ])("%s", (_, now, actions, isEnd) => {
    expect(followUp(open, now)).toEqual({ actions, isEnd });
  });

  const states = fc.record({
    incident: fc.record({
      status: fc.constantFrom(...INCIDENT_STATUSES),
      severity: fc.constantFrom(...SEVERITIES),
      isOwned: fc.boolean(),
    }),
    ticket: fc.option(fc.record({ state: fc.constantFrom(...TICKET_STATES) })),
  });

  /** The world after all that was asked for was done. */
  const after = (now: CaseState, actions: FollowAction[]): CaseState => ({
    incident: {
      ...now.incident,
      status: actions.includes("close-incident") ? "Closed" : now.incident.status,
    },
    ticket: actions.includes("resolve-ticket") ? { state: "resolved" } : now.ticket,
  });

  it("comes to rest by itself: what it did itself asks for nothing more but the page", () => {
    fc.assert(
      fc.property(states, states, (last, now) => {
        const first = followUp(last, now);
        const second = after(now, first.actions);
        const { actions } = followUp(now, second);
        expect(actions.filter((action) => !action.endsWith("-page"))).toEqual([]);
      }),
    );
  });

  it("never opens what a person closed, and ends once both are closed", () => {
    fc.assert(
      fc.property(states, states, (last, now) => {
        const { isEnd } = followUp(last, now);
        const isTicketOver = now.ticket === null || isOver(now.ticket);
        expect(isEnd).toBe(now.incident.status === "Closed" && isTicketOver);
      }),
    );
  });
});

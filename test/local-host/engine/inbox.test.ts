import * as fc from "fast-check";
import {
  eventRaised,
  executionControl,
  executionTerminated,
} from "../../../local-host/engine/events";
import { readInbox } from "../../../local-host/engine/inbox";
import { EventType, type HistoryEvent } from "../../../local-host/protocol/history";
import type { Message } from "../../../local-host/store/store";
import { instanceRow } from "../store/rows";

const suspend = executionControl("ExecutionSuspended", "look first", 0);
const resume = executionControl("ExecutionResumed", "fine", 0);
const terminate = executionTerminated("enough", 0);
const started: HistoryEvent = {
  ...eventRaised("", null, 0),
  EventType: EventType.ExecutionStarted,
};
const raised = (name: string): HistoryEvent => eventRaised(name, null, 0);

const inbox = (...events: HistoryEvent[]): Message[] =>
  events.map((event, id) => ({ id, target: "a1", executionId: null, event }));
const ids = (messages: Message[]): number[] => messages.map(({ id }) => id);

describe("readInbox()", () => {
  it("takes everything in order, the start first", () => {
    const intake = readInbox(instanceRow(), inbox(raised("1"), started, raised("2")));

    expect(ids(intake.taken)).toEqual([1, 0, 2]);
    expect(intake).toMatchObject({ state: "running", needsRun: true, dropped: [] });
  });

  it("drops what is for another execution", () => {
    const messages = inbox(raised("1"), raised("2"), raised("3"));
    messages[0]!.executionId = "old";
    messages[2]!.executionId = "e1";

    const intake = readInbox(instanceRow({ executionId: "e1" }), messages);

    expect(ids(intake.taken)).toEqual([1, 2]);
    expect(ids(intake.dropped)).toEqual([0]);
  });

  it("holds back everything, the start included, when it suspends", () => {
    const intake = readInbox(instanceRow(), inbox(started, raised("1"), suspend, raised("2")));

    expect(ids(intake.taken)).toEqual([2]);
    expect(intake).toMatchObject({ state: "suspended", needsRun: false, reason: "look first" });
  });

  it("takes nothing while it is suspended", () => {
    const intake = readInbox(instanceRow({ status: "Suspended" }), inbox(raised("1")));

    expect(intake).toMatchObject({ taken: [], dropped: [], state: "suspended" });
  });

  it("takes what was held back after the resumption", () => {
    const row = instanceRow({ status: "Suspended" });
    const intake = readInbox(row, inbox(raised("1"), resume, raised("2")));

    expect(ids(intake.taken)).toEqual([1, 0, 2]);
    expect(intake).toMatchObject({ state: "running", needsRun: true });
  });

  it("lets a termination win over everything", () => {
    const intake = readInbox(instanceRow(), inbox(suspend, raised("1"), terminate, resume));

    expect(ids(intake.taken)).toEqual([2]);
    expect(intake).toMatchObject({ state: "terminated", needsRun: false, reason: "enough" });
  });

  it("loses nothing and takes nothing twice, in whatever portions messages come", () => {
    const any = fc.constantFrom(suspend, resume, raised("x"));
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (events, size) => {
          const messages = inbox(...events);
          let row = instanceRow();
          let waiting: Message[] = [];
          const order: number[] = [];
          for (let from = 0; from < messages.length; from += size) {
            waiting.push(...messages.slice(from, from + size));
            const { taken, state } = readInbox(row, waiting);
            order.push(...taken.filter(({ event }) => event.Name === "x").map(({ id }) => id));
            waiting = waiting.filter((message) => !taken.includes(message));
            row = { ...row, status: state === "suspended" ? "Suspended" : "Running" };
          }
          const held = waiting.map(({ id }) => id);
          const all = ids(messages.filter(({ event }) => event.Name === "x"));
          expect([...order, ...held]).toEqual(all);
          expect(row.status === "Running" && held.length > 0).toBe(false);
        },
      ),
    );
  });
});

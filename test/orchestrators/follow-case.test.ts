import type { Activities } from "../../activities";
import type { Incident } from "../../domain/incident";
import { failure, success } from "../../domain/outcome";
import type { TicketState } from "../../domain/ticketing";
import { type FollowInput, followCase } from "../../orchestrators/follow-case";
import { incident, ref } from "../support/response-fakes";
import { runFlow } from "../support/run-flow";

const ticket = {
  system: "servicenow" as const,
  key: "sentinel:1",
  id: "9d385017c611228701d22104cc95c371",
  number: "INC0010023",
  url: "https://servicenow.test/INC0010023",
  isNew: true,
};

const input: FollowInput = {
  ref,
  incidentNumber: 4711,
  severity: "High",
  isOwned: false,
  ticket,
  pageKey: "sentinel:1",
  pending: [],
  policy: { everyMinutes: 15, forDays: 2, closeIncidentAs: { classification: "Undetermined" } },
};

interface World {
  incident: Incident;
  ticket: TicketState;
}

/** A world that people change between rounds: `script[n]` is done before the n-th look. */
function worldWith(script: Record<number, (world: World) => void>, more: object = {}) {
  const world: World = { incident: { ...incident, status: "Active" }, ticket: "active" };
  const done: string[] = [];
  const remarks: string[][] = [];
  let looks = 0;
  const activities = {
    readIncident: async () => {
      looks += 1;
      script[looks]?.(world);
      return success(world.incident);
    },
    readTicket: async () =>
      success({
        id: ticket.id,
        number: ticket.number,
        state: world.ticket,
        stateName: "Resolved by Kim",
        assignee: null,
        updatedAt: "2026-11-24T03:00:00Z",
      }),
    resolveTicket: async ({ text }: { text: string }) => {
      done.push(`resolve ticket: ${text}`);
      world.ticket = "resolved";
      return success(ticket);
    },
    noteTicket: async ({ text }: { text: string }) => {
      done.push(`note: ${text}`);
      return success(ticket);
    },
    updateTicket: async ({ change }: { change: object }) => {
      done.push(`update ticket: ${JSON.stringify(change)}`);
      return success(ticket);
    },
    closeIncident: async ({ change }: Parameters<Activities["closeIncident"]>[0]) => {
      done.push(`close incident: ${change.close?.classification} ${change.close?.comment}`);
      world.incident = { ...world.incident, status: "Closed" };
      return success(world.incident);
    },
    acknowledgePage: async () => {
      done.push("acknowledge page");
      return success({});
    },
    resolvePage: async () => {
      done.push("resolve page");
      return success({});
    },
    addRemark: async ({ title, lines }: { title: string; lines: string[] }) => {
      remarks.push([title, ...lines]);
      return success({});
    },
    ...more,
  };
  return { done, remarks, world, run: (given = input) => runFlow(followCase, given, activities) };
}

describe("followCase", () => {
  it("resolves ticket and page once the incident is closed, and ends", async () => {
    const { run, done } = worldWith({
      2: (world) => {
        world.incident = { ...world.incident, status: "Closed", classification: "TruePositive" };
      },
    });

    const { result, elapsedMs } = await run();

    expect(result).toMatchObject({ end: "closed" });
    expect(done).toEqual([
      "resolve ticket: Incident 4711 in Microsoft Sentinel was closed as TruePositive.",
      "resolve page",
      "resolve page",
    ]);
    expect(elapsedMs).toBe(3 * 15 * 60_000);
  });

  it("closes the incident as the policy says once somebody resolved its ticket", async () => {
    const { run, done } = worldWith({ 3: (world) => (world.ticket = "resolved") });

    expect((await run()).result).toMatchObject({ end: "closed" });
    expect(done[0]).toBe("close incident: Undetermined Ticket INC0010023 is Resolved by Kim");
  });

  it("leaves the incident open where the policy says so, until its time is over", async () => {
    const { run, done, remarks } = worldWith({ 1: (world) => (world.ticket = "closed") });
    const policy = { everyMinutes: 720, forDays: 1, closeIncidentAs: null };

    expect((await run({ ...input, policy })).result).toMatchObject({ end: "time-up" });
    expect(done).toEqual([]);
    expect(remarks[0]![0]).toContain("kept in step for 1 days");
  });

  it("tells the ticket of a new severity, and the page that somebody took the incident", async () => {
    const { run, done } = worldWith({
      1: (world) => {
        world.incident = { ...world.incident, severity: "Low", ownerObjectId: "a" };
      },
      3: (world) => {
        world.incident = { ...world.incident, status: "Closed" };
        world.ticket = "closed";
      },
    });

    await run();

    expect(done).toEqual(['update ticket: {"severity":"Low"}', "acknowledge page", "resolve page"]);
  });

  it("goes on after a round in which one side could not be read", async () => {
    let tries = 0;
    const { run, done } = worldWith(
      {},
      {
        readIncident: async () => {
          tries += 1;
          return tries === 1
            ? failure({ kind: "auth", vendor: "sentinel", message: "403" })
            : success({ ...incident, status: "Closed" });
        },
      },
    );

    expect((await run()).result).toMatchObject({ end: "closed" });
    expect(done[0]).toContain("resolve ticket");
  });

  it("does again in the next round what failed, and does not end before", async () => {
    const failing = new Map([
      ["acknowledgePage", 1],
      ["resolvePage", 2],
    ]);
    const calls: string[] = [];
    const keys = new Set<string>();
    const flaky = (name: string) => async (given: { step: { key: string } }) => {
      keys.add(given.step.key);
      const left = failing.get(name)!;
      failing.set(name, left - 1);
      calls.push(`${name}: ${left > 0 ? "failed" : "done"}`);
      return left > 0
        ? failure({ kind: "auth", vendor: "pagerduty", message: "401" })
        : success({ done: "yes" });
    };
    const { run } = worldWith(
      {
        1: (world) => (world.incident = { ...world.incident, ownerObjectId: "a" }),
        3: (world) => {
          world.incident = { ...world.incident, status: "Closed" };
          world.ticket = "closed";
        },
      },
      { acknowledgePage: flaky("acknowledgePage"), resolvePage: flaky("resolvePage") },
    );

    expect((await run()).result).toMatchObject({ end: "closed" });
    expect(calls).toEqual([
      "acknowledgePage: failed",
      "acknowledgePage: done",
      "resolvePage: failed",
      "resolvePage: failed",
      "resolvePage: done",
    ]);
    // A step that is tried again for days shall not fill the incident's record.
    expect(keys.size).toBe(2);
  });

  it("stops at an incident that was merged, and says so in the ticket", async () => {
    const { run, done } = worldWith({
      1: (world) => {
        const gone = { status: "Closed" as const, labels: ["Redirected"], alertCount: 0 };
        world.incident = { ...world.incident, ...gone };
      },
    });

    expect((await run()).result).toMatchObject({ end: "merged" });
    expect(done).toEqual([expect.stringContaining("merged into another one")]);
  });

  it("says in the incident what became of a containment that was under way", async () => {
    const states = ["pending", "in-force"];
    const { run, remarks } = worldWith(
      { 2: (world) => (world.ticket = "closed") },
      {
        checkContainment: async ({ id }: { id: string }) =>
          success({ id, state: states.shift(), wasAlready: false, expiresAt: "" }),
      },
    );

    await run({ ...input, pending: [{ id: "isolate-device:1", what: "Isolate PC7" }] });

    expect(remarks).toEqual([["What was still under way", "Isolate PC7: it is in force now"]]);
  });

  it("goes on looking at a containment after a round in which its provider could not be asked", async () => {
    const down = failure({ kind: "auth", vendor: "defender-endpoint", message: "no" });
    const late = failure({
      kind: "rate-limited",
      vendor: "defender-endpoint",
      message: "later",
      retryAfterSeconds: 3_600,
    });
    const looks: Awaited<ReturnType<Activities["checkContainment"]>>[] = [
      late,
      success({ id: "isolate-device:1", state: "in-force", wasAlready: false, expiresAt: "" }),
      down,
    ];
    const { run, remarks } = worldWith(
      { 3: (world) => (world.ticket = "closed") },
      { checkContainment: async () => looks.shift() },
    );

    await run({ ...input, pending: [{ id: "isolate-device:1", what: "Isolate PC7" }] });

    expect(remarks).toEqual([["What was still under way", "Isolate PC7: it is in force now"]]);
    expect(looks).toEqual([down]);
  });

  it("ends once nothing is under way where there is neither a ticket nor a page", async () => {
    const { run, remarks } = worldWith(
      {},
      {
        checkContainment: async ({ id }: { id: string }) =>
          success({ id, state: "in-force", wasAlready: false, expiresAt: "" }),
      },
    );
    const pending = [{ id: "isolate-device:1", what: "Isolate PC7" }];

    const { result, elapsedMs } = await run({ ...input, ticket: null, pageKey: null, pending });

    expect(result).toMatchObject({ end: "nothing-left" });
    expect(elapsedMs).toBe(15 * 60_000);
    expect(remarks).toEqual([["What was still under way", "Isolate PC7: it is in force now"]]);
  });

  it("gives up what did not take effect within a day, and says so", async () => {
    const ended: string[] = [];
    const { run, remarks } = worldWith(
      { 3: (world) => (world.ticket = "closed") },
      {
        checkContainment: async ({ id }: { id: string }) =>
          success({ id, state: "pending", wasAlready: false, expiresAt: "" }),
        endContainment: async ({ id }: { id: string }) => {
          ended.push(id);
          return success({ id, state: "ended", detail: "the isolation was cancelled" });
        },
      },
    );
    const policy = { ...input.policy, everyMinutes: 720 };

    await run({ ...input, policy, pending: [{ id: "isolate-device:1", what: "Isolate PC7" }] });

    expect(ended).toEqual(["isolate-device:1"]);
    expect(remarks).toEqual([
      [
        "What was still under way",
        "Isolate PC7: it did not take effect within a day, it was given up: the isolation was cancelled",
      ],
    ]);
  });

  it("begins a new history before the old one grows long, and remembers what it saw", async () => {
    const { run } = worldWith({
      1: (world) => {
        world.incident = { ...world.incident, severity: "Low" };
      },
    });

    const { continuedWith } = await run();

    expect(continuedWith).toMatchObject({
      severity: "Low",
      since: "2026-11-24T03:00:00.000Z",
      ticket,
    });
  });
});

import type { Case, Stage } from "../case";
import { fields, includes, same } from "../matching";
import { does, ends, failed } from "../shapes";
import { nothingToKill } from "./nothing-to-kill";

const timers = "11 timers";
const events = "13 external events";
const day = 86_400_000;

/** Starts, lets it come to rest, raises events one after the other. */
async function raised(
  { start, host }: Stage,
  orchestrator: string,
  input: unknown,
  ...all: [name: string, data: unknown][]
): Promise<string> {
  const id = await start(orchestrator, input);
  await host.settle();
  for (const [name, data] of all) await host.raiseEvent(id, name, data);
  return id;
}

const gives = (
  title: string,
  orchestrator: string,
  all: [string, unknown][],
  output: unknown,
): Case =>
  does(
    events,
    title,
    async (stage) => {
      const id = await raised(stage, orchestrator, null, ...all);
      fields(await stage.host.finish(id), { runtimeStatus: "Completed", output });
    },
    { alone: orchestrator === "eventLate" || orchestrator === "eventOrTimeout" },
  );

export const waitingCases: Case[] = [
  ends(timers, "A timer of an hour", "timer", 3_600_000, 3600),
  ends(timers, "A timer of a second on any clock", "timer", 1000, 1, { real: true }),
  ends(timers, "A timer in the past fires at once", "timer", -5000, 0),
  does(timers, "A timer of ten days comes in pieces of at most three", async ({ start, host }) => {
    const id = await start("timer", 10 * day);
    fields(await host.finish(id), { output: 864_000 });
    const kinds = (await host.history(id)).map(({ EventType }) => EventType);
    same("timers made", kinds.filter((kind) => kind === 10).length, 4);
  }),
  ends(timers, "A cancelled timer holds nothing up", "timerCancelled", null, "work"),
  does(
    "trap 4: open timers",
    "An open timer keeps the instance Running until it fires",
    async ({ start, host }) => {
      const id = await start("timerLeftOpen", null);
      await host.turnBy({ hours: 23 });
      fields(await host.status(id), { runtimeStatus: "Running" });
      await host.turnBy({ hours: 2 });
      fields(await host.status(id), { runtimeStatus: "Completed", output: "work" });
      includes("warnings", host.warnings(), /open-timer/);
    },
    { alone: true },
  ),
  ends(
    timers,
    "A timer until a text fails",
    "timerOfText",
    null,
    failed(/Expected valid Date object/),
  ),
  ends(
    timers,
    "A timer that fired cannot be cancelled",
    "timerCancelledLate",
    null,
    failed(/Cannot cancel a completed task/),
  ),
  gives("An object", "event", [["go", { a: 1 }]], { got: { a: 1 } }),
  gives("null", "event", [["go", null]], { got: null }),
  gives("A text", "event", [["go", "yes"]], { got: "yes" }),
  gives(
    "Early events wait, first in, first out",
    "eventLate",
    [
      ["go", 1],
      ["go", 2],
    ],
    [1, 2],
  ),
  gives("An event beats the timeout", "eventOrTimeout", [["go", "in time"]], "in time"),
  gives("Without an event comes the timeout", "eventOrTimeout", [], "timeout"),
  gives(
    "The newest of two waiters comes first",
    "twoWaiters",
    [
      ["go", "x"],
      ["go", "y"],
    ],
    ["y", "x"],
  ),
  gives(
    "Two names in either order",
    "twoEvents",
    [
      ["right", 2],
      ["left", 1],
    ],
    [1, 2],
  ),
  does(
    "trap 10: the case of event names",
    "A name in the wrong case is swallowed",
    async (stage) => {
      const id = await raised(stage, "event", null, ["GO", 1]);
      await stage.host.turnBy({ days: 1 });
      fields(await stage.host.status(id), { runtimeStatus: "Running" });
      includes("warnings", stage.host.warnings(), /event-case/);
    },
    { alone: true },
  ),
  does(
    events,
    "An unknown instance is 404",
    async ({ host }) => {
      const path = "/runtime/webhooks/durabletask/instances/nobody/raiseEvent/go";
      same("status", (await host.post(path, 1)).status, 404);
    },
    { skip: nothingToKill() },
  ),
  does(events, "A finished instance is 410", async ({ start, host }) => {
    const id = await start("inputBack", 1);
    await host.finish(id);
    const path = `/runtime/webhooks/durabletask/instances/${id}/raiseEvent/go`;
    same("status", (await host.post(path, 1)).status, 410);
  }),
  does("trap 13: events without data", "An event without data is 400", async ({ start, host }) => {
    const id = await start("event", null);
    const path = `/runtime/webhooks/durabletask/instances/${id}/raiseEvent/go`;
    const headers = { "content-type": "application/json" };
    same("status", (await host.fetch(path, { method: "POST", headers })).status, 400);
    await host.raiseEvent(id, "go", 1);
    fields(await host.finish(id), { output: { got: 1 } });
  }),
  does("15 continue-as-new", "Buffered events are lost", async (stage) => {
    const id = await raised(stage, "asNewLosesEvents", 0, ["go", "early"]);
    await stage.host.settle();
    await stage.host.raiseEvent(id, "next", null);
    await stage.host.settle();
    fields(await stage.host.status(id), { runtimeStatus: "Running" });
    await stage.host.raiseEvent(id, "go", "late");
    fields(await stage.host.finish(id), { output: { got: "late" } });
  }),
  does("15 continue-as-new", "Every life gets the event that comes in it", async (stage) => {
    const id = await raised(stage, "asNewKeepsEvents", []);
    for (const n of [1, 2, 3]) {
      await stage.host.raiseEvent(id, "go", n);
      await stage.host.settle();
    }
    fields(await stage.host.finish(id), { output: [1, 2, 3] });
  }),
];

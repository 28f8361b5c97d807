import type { Case } from "../case";
import { fields, same } from "../matching";
import { does, ends, failed, staysRunning } from "../shapes";

const children = "10 sub-orchestrations";
const payload = "5 orchestration payload";
const misuse = "6 returned state: misuse";
const violation = /programming constraint violation/;

const child = (activity: string, id?: string) => ({
  child: "child",
  input: { activity, input: "x" },
  id,
});

export const orchestrationCases: Case[] = [
  ...[7, { a: 1 }, [1], "text"].map((input) =>
    ends(payload, `The input ${JSON.stringify(input)} arrives as it is`, "inputBack", input, {
      runtimeStatus: "Completed",
      output: { input },
    }),
  ),
  ends(
    "trap 11: Timestamp in an input",
    "A text named Timestamp becomes a Date at any depth",
    "kindOfTimestamp",
    { alert: { Timestamp: "2026-01-01T00:00:00Z", timestamp: "2026-01-01T00:00:00Z" } },
    "true string",
    { warns: /timestamp-input/ },
  ),
  ends("8 one turn", "Time goes on from turn to turn", "clock", null, true),
  ends(children, "A child gives its result", "parent", child("echo"), "x", { real: true }),
  ends(
    children,
    "A child has the id it was given",
    "parent",
    child("idOf", "given-id"),
    "given-id",
  ),
  ends(
    children,
    "A child without an id is named after its parent's execution",
    "parent",
    child("idOf"),
    { runtimeStatus: "Completed", output: /^[0-9a-f]{32}:0$/ },
  ),
  ends(children, "A child knows its parent", "parent", { child: "parentOf" }, "a-parent", {
    instanceId: "a-parent",
  }),
  ends(children, "Nobody is the parent of what a client started", "parentOf", null, "nobody"),
  ends(children, "A failing child fails its parent", "parent", child("fails"), {
    ...failed(
      /^Orchestrator function 'parent' failed: Orchestrator function 'child' failed: Activity function 'fails' failed: no answer/,
    ),
  }),
  ends(children, "The failure of a child can be caught", "parentCatching", child("fails"), {
    runtimeStatus: "Completed",
    output: /^caught: Orchestrator function 'child' failed: /,
  }),
  ends(children, "A failing child is tried again", "parentRetrying", "fails", {
    runtimeStatus: "Completed",
    output: /^caught: Orchestrator function 'child' failed: /,
  }),
  does(
    "trap 21: a terminated child",
    "A terminated child fails its parent, which cannot catch it",
    async ({ start, host }) => {
      const input = { child: "event", id: "doomed-child" };
      const id = await start("parentCatching", input);
      await host.settle();
      await host.post(`${management}/instances/doomed-child/terminate?reason=enough`, null);
      fields(await host.finish("doomed-child"), { runtimeStatus: "Terminated", output: "enough" });
      fields(await host.finish(id), { runtimeStatus: "Failed" });
    },
  ),
  does(children, "A terminated parent leaves its child running", async ({ start, host }) => {
    const input = { child: "event", id: "left-alone" };
    const id = await start("parentCatching", input);
    await host.settle();
    await host.post(`${management}/instances/${id}/terminate?reason=enough`, null);
    fields(await host.finish(id), { runtimeStatus: "Terminated", output: "enough" });
    fields(await host.status("left-alone"), { runtimeStatus: "Running" });
  }),
  ends(misuse, "A thrown error fails with its text", "throwsError", null, {
    runtimeStatus: "Failed",
    output: "Orchestrator function 'throwsError' failed: boom",
  }),
  ends(misuse, "So it does after work", "throwsAfterWork", null, {
    runtimeStatus: "Failed",
    output: "Orchestrator function 'throwsAfterWork' failed: boom",
  }),
  ...["throwsText", "throwsObject", "throwsEmpty"].map((name) =>
    staysRunning("trap 7: thrown non-errors", `${name} stays Running for ever`, name, null, {
      warns: /thrown-non-error/,
    }),
  ),
  ends(misuse, "Task.all of nothing fails", "allOfNothing", null, failed(/When constructing/)),
  ends(misuse, "Task.any of nothing fails", "anyOfNothing", null, failed(/When constructing/)),
  ends(misuse, "A yielded number fails", "yieldsNumber", null, failed(violation)),
  ends(
    misuse,
    "A plain function fails",
    "notGenerator",
    null,
    failed(/generator\.next is not a function/),
  ),
  ends(
    misuse,
    "An async function fails",
    "async",
    null,
    failed(/generator\.next is not a function/),
  ),
  ends(misuse, "A BigInt as the result fails", "bigInt", null, failed(/BigInt/)),
  ends("15 continue-as-new", "An object arrives as it is", "countAsNew", { n: 0, to: 4 }, 4, {
    real: true,
  }),
  ends(
    "trap 14: continue-as-new with text",
    "A text arrives in quotes",
    "textAsNew",
    "first",
    '"second"',
    {
      warns: /continue-as-new-text/,
    },
  ),
  ends(
    "15 continue-as-new",
    "What is called afterwards is not done",
    "actsAfterAsNew",
    { n: 0 },
    "second life",
    {
      runs: { echo: 0 },
    },
  ),
  ends("6 returned state", "A custom status is shown", "customStatus", "keep", {
    runtimeStatus: "Completed",
    customStatus: { step: 1 },
  }),
  ends("6 returned state", "A custom status is replaced", "customStatus", "change", {
    customStatus: { step: 2 },
  }),
  ends("6 returned state", "null clears the custom status", "customStatus", "clear", {
    customStatus: null,
  }),
  ends("trap 15: newGuid", "With the instance id GUIDs differ everywhere", "guidParent", "own", {
    output: { within: true, across: false },
  }),
  does(
    "trap 15: newGuid",
    "Without an instance id GUIDs follow from time and order alone",
    async ({ start, host }) => {
      const { output } = await host.finish(await start("guids", "none"));
      const [left, right] = output as string[];
      same("different in one instance", left !== right, true);
      same("first guid", left, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
    },
  ),
];

const management = "/runtime/webhooks/durabletask";

import type { Case } from "../case";
import { fields, same } from "../matching";
import { does, ends, failed } from "../shapes";

const rule = "17 entities";
const locks = "17.4 locks";
const entity = (key: string): string => `/runtime/webhooks/durabletask/entities/counter/${key}`;

export const entityCases: Case[] = [
  ends(rule, "Calls run in order and give results", "entityCall", "called", 5, { real: true }),
  ends(rule, "A signal runs before a later call", "entitySignal", "signalled", 4),
  ends(
    "trap 20: entity errors",
    "An error reaches the caller as [object Object]",
    "entityFailure",
    "failing",
    {
      runtimeStatus: "Completed",
      output: /\[object Object\]/,
    },
  ),
  does(rule, "An entity that ended is gone", async ({ start, host }) => {
    fields(await host.finish(await start("entityEnd", "ending")), { output: "ended" });
    await host.settle();
    same("status", (await host.fetch(entity("ending"))).status, 404);
  }),
  does(rule, "An entity signals another", async ({ start, host }) => {
    await host.finish(await start("entityTells", "teller"));
    await host.settle();
    same("state", await (await host.fetch(entity("teller-told"))).json(), 5);
  }),
  does(rule, "A signal of a client is done once", async ({ crash, host }) => {
    same("status", (await host.post(`${entity("by-client")}?op=add`, 3)).status, 202);
    await crash();
    await host.settle();
    same("state", await (await host.fetch(entity("by-client"))).json(), 3);
  }),
  ends(locks, "A lock holds until it is released", "locks", "locked", {
    output: { count: 0, inside: true, after: false },
  }),
  ends(locks, "Three who lock one entity take turns", "lockParent", "contended", {
    output: [0, 1, 2],
  }),
  ends(locks, "A lock within a lock fails", "nestedLock", null, failed(/more locks/)),
];

import type { Containment } from "../../domain/containment";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { rehearsalLedger } from "../../ledger/rehearsal";

const intent = { action: "act", target: "pc7", runId: "run", at: "2026-11-24T03:00:00.000Z" };
const containment: Containment = {
  id: "isolate-device:7",
  kind: "isolate-device",
  target: { id: "7", label: "pc7", names: ["pc7"] },
  state: "acting",
  round: 1,
  incident: { subscriptionId: "s", resourceGroup: "r", workspaceName: "w", name: "n" },
  holds: [],
};
const event = { what: "decided", by: "run", at: intent.at, detail: {} };
const later = "2030-01-01T00:00:00.000Z";

/** Everything that a ledger can be told. */
async function write(ledger: Ledger, name: string): Promise<void> {
  await ledger.begin(`step/${name}`, intent);
  await ledger.sending(`step/${name}`);
  await ledger.done(`step/${name}`, { name });
  await ledger.reviseContainment(name, () => ({ ...containment, id: name }));
  await ledger.append("chain", name, event);
  await ledger.revise<string[]>("document", (names = []) => [...names, name]);
  await ledger.keep(`found/${name}`, name, later);
}

async function seen(ledger: Ledger, name: string) {
  const entry = await ledger.entry(`step/${name}`);
  const open = await ledger.openContainments("isolate-device");
  const record = await ledger.record("chain");
  return {
    step: entry?.state,
    containment: (await ledger.containment(name))?.id,
    isOpen: open.some(({ id }) => id === name),
    record: record.map(({ key }) => key).includes(name),
    kept: await ledger.kept(`found/${name}`, intent.at),
  };
}

const everything = (name: string) => ({
  step: "done",
  containment: name,
  isOpen: true,
  record: true,
  kept: name,
});
const nothing = {
  step: undefined,
  containment: undefined,
  isOpen: false,
  record: false,
  kept: undefined,
};

describe("rehearsalLedger()", () => {
  it("reads what the real one holds, and what was written to it", async () => {
    const real = memoryLedger();
    await write(real, "real");
    const ledger = rehearsalLedger(real);

    await write(ledger, "rehearsed");

    await expect(seen(ledger, "real")).resolves.toEqual(everything("real"));
    await expect(seen(ledger, "rehearsed")).resolves.toEqual(everything("rehearsed"));
    await expect(ledger.revise<string[]>("document", (names = []) => names)).resolves.toEqual([
      "real",
      "rehearsed",
    ]);
  });

  it("writes nothing to the real one", async () => {
    const real = memoryLedger();
    await write(real, "real");
    const ledger = rehearsalLedger(real);

    await write(ledger, "rehearsed");
    await ledger.reviseContainment("real", (now) => now && { ...now, state: "ended" });
    await ledger.prune(later);

    await expect(seen(real, "rehearsed")).resolves.toEqual(nothing);
    await expect(seen(real, "real")).resolves.toEqual(everything("real"));
    await expect(real.revise<string[]>("document", (names = []) => names)).resolves.toEqual([
      "real",
    ]);
  });

  it("keeps the order of states, and the first intent", async () => {
    const ledger = rehearsalLedger(memoryLedger());

    const first = await ledger.begin("key", intent);
    const second = await ledger.begin("key", { ...intent, runId: "another" });

    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.entry.intent.runId).toBe("run");
    await expect(ledger.sending("key")).resolves.toBe(true);
    await expect(ledger.sending("key")).resolves.toBe(false);
    await ledger.retract("key");
    const holder = { id: "one", process: "host 7 1 a", renewed: 1 };
    await expect(ledger.sending("key", holder)).resolves.toBe(true);
    await expect(ledger.handOver("key", undefined, holder)).resolves.toBe(false);
    await expect(ledger.handOver("key", holder, { ...holder, id: "two" })).resolves.toBe(true);
    await expect(ledger.done("unknown", null)).rejects.toThrow("call begin() with this key first");
  });
});

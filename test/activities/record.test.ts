import { incidentKey } from "../../domain/incident";
import { createHash } from "node:crypto";
import type { Json } from "../../domain/json";
import { chainOfStep } from "../../domain/record";
import { activitiesWith } from "./fakes";

const ref = { subscriptionId: "S", resourceGroup: "RG", workspaceName: "law", name: "I" };
const step = { key: "s/rg/law/i/decide", runId: "run-1", at: "2026-03-01T10:00:00.000Z" };

describe("recordDecision", () => {
  const record = async (decisions: Json[]) => {
    const { activities, ledger } = activitiesWith({});
    const answers = [];
    for (const decision of decisions) {
      answers.push(await activities.recordDecision({ step, ref, decision }));
    }
    return { answers, entries: await ledger.record("s/rg/law/i") };
  };

  it("answers the hash of the decision's canonical JSON, and keeps both", async () => {
    const { answers, entries } = await record([{ b: [1], a: "x" }]);

    const hash = createHash("sha256").update('{"a":"x","b":[1]}').digest("hex");
    expect(answers).toEqual([{ ok: true, value: { hash } }]);
    expect(entries).toMatchObject([
      { what: "decided", by: "run-1", detail: { hash, decision: { a: "x", b: [1] } } },
    ]);
  });

  it("keeps one entry of equal decisions, and another of a different one", async () => {
    const { entries } = await record([{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 2 }]);

    expect(entries).toHaveLength(2);
  });

  it("keeps a large decision by its hash alone", async () => {
    const { answers, entries } = await record(["x".repeat(8_000)]);

    expect(answers).toMatchObject([{ value: entries[0]?.detail }]);
  });
});

describe("chainOfStep()", () => {
  it.each([
    ["s/rg/law/i/openTicket", "s/rg/law/i"],
    ["s/rg/law/i/contain feed-block:url:https://evil.example/a/b 1", "s/rg/law/i"],
    ["run-1/ticket", "run-1"],
    ["ticket", "ticket"],
  ])("of %s is %s", (key, chain) => {
    expect(chainOfStep(key)).toBe(chain);
  });

  it("is the chain of its incident", () => {
    expect(chainOfStep(step.key)).toBe(incidentKey(ref));
  });
});

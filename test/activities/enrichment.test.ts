import type { ContextFinding } from "../../domain/context";
import type { AccountEntity, Entity } from "../../domain/entity";
import type { Observable } from "../../domain/observable";
import { success } from "../../domain/outcome";
import type { Reputation } from "../../domain/reputation";
import { keyOf, labelOf } from "../../domain/signal";
import { activitiesWith } from "./fakes";
import { policy } from "./samples";

const observable: Observable = { kind: "address", value: "203.0.113.7" };
const account: AccountEntity = { kind: "Account", label: "kim@contoso.example" };

const by = { runId: "run-1", severity: "High", since: "2026-03-01T10:00:00.000Z" } as const;

describe("lookUp()", () => {
  it("asks one source about one observable", async () => {
    const reputation: Reputation = {
      source: "VirusTotal",
      observable,
      verdict: "malicious",
      score: 60,
      confidence: 0.8,
      evidence: "9 of 93 engines say malicious",
      reportUrl: "https://www.virustotal.com/gui/ip-address/203.0.113.7",
    };
    const lookUp = jest.fn(async () => reputation);
    const { activities } = activitiesWith({ reputations: { virustotal: { lookUp } } });

    expect(await activities.lookUp({ source: "virustotal", observable, by })).toEqual(
      success(reputation),
    );

    expect(lookUp.mock.calls).toEqual([[observable]]);
  });
});

const found = (entity: Entity): ContextFinding => ({
  source: "sign-ins",
  about: keyOf(entity),
  label: labelOf(entity),
  state: "found",
  facts: ["1 sign-in in the last 14 days, none failed"],
  signals: [],
});

describe("askContext()", () => {
  it("asks one source about all entities at once, and says of which incident they are", async () => {
    const ask = jest.fn(async (entities: Entity[]) => entities.map(found));
    const { activities } = activitiesWith({ context: { "sign-ins": ask } });

    const outcome = await activities.askContext({
      source: "sign-ins",
      entities: [account],
      days: 14,
      incident: "i-1",
      by,
    });

    expect(outcome).toEqual(success([found(account)]));
    expect(ask.mock.calls).toEqual([[[account], 14, "i-1"]]);
  });

  it("asks when it is its turn in the budget of the vendor", async () => {
    const ask = jest.fn(async (entities: Entity[]) => entities.map(found));
    const { activities } = activitiesWith(
      { context: { "sign-ins": ask } },
      { policy: { ...policy, budgets: { "azure-monitor-logs": { perMinute: 0 } } } },
    );

    const outcome = await activities.askContext({
      source: "sign-ins",
      entities: [account],
      days: 14,
      by,
    });

    expect(outcome).toMatchObject({ ok: false, failure: { vendor: "azure-monitor-logs" } });
    expect(ask).not.toHaveBeenCalled();
  });

  it("knows nothing, which is not nothing found, where the app is not connected", async () => {
    const { activities } = activitiesWith({});

    const outcome = await activities.askContext({
      source: "location",
      entities: [{ kind: "Ip", address: "203.0.113.7" }],
      days: 14,
      by,
    });

    expect(outcome).toMatchObject({
      value: [
        {
          about: "address:203.0.113.7",
          state: "not-collected",
          note: "the app is not connected to Geolocation by Sentinel",
        },
      ],
    });
  });
});

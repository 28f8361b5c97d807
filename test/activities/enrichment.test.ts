import type { ActivitySummary } from "../../domain/activity-summary";
import type { AccountEntity } from "../../domain/entity";
import type { Observable } from "../../domain/observable";
import { success } from "../../domain/outcome";
import type { Reputation } from "../../domain/reputation";
import { activitiesWith } from "./fakes";

const observable: Observable = { kind: "address", value: "203.0.113.7" };
const account: AccountEntity = { kind: "Account", label: "kim@contoso.example" };

const by = { runId: "run-1", severity: "High", since: "2026-03-01T10:00:00.000Z" } as const;

const summary = (kind: "Account" | "Ip", label: string): ActivitySummary => ({
  subject: { kind, label },
  state: "none",
  days: 14,
  attempts: 0,
  failures: 0,
  addresses: [],
  accounts: [],
  countries: [],
});

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

describe("queryAccountActivity()", () => {
  it("asks the logs about one account", async () => {
    const accountActivity = jest.fn(async () => summary("Account", account.label));
    const { activities } = activitiesWith({ logs: { accountActivity } });

    const outcome = await activities.queryAccountActivity({ account, days: 14, by });

    expect(outcome).toEqual(success(summary("Account", account.label)));
    expect(accountActivity.mock.calls).toEqual([[account, 14]]);
  });
});

describe("queryAddressActivity()", () => {
  it("asks the logs about one address", async () => {
    const addressActivity = jest.fn(async () => summary("Ip", observable.value));
    const { activities } = activitiesWith({ logs: { addressActivity } });

    const outcome = await activities.queryAddressActivity({
      address: observable.value,
      days: 7,
      by,
    });

    expect(outcome).toEqual(success(summary("Ip", observable.value)));
    expect(addressActivity.mock.calls).toEqual([[observable.value, 7]]);
  });
});

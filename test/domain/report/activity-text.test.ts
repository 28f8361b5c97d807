import type { ActivitySummary } from "../../../domain/activity-summary";
import { activityText } from "../../../domain/report/activity-text";

const summary = (more: Partial<ActivitySummary> = {}): ActivitySummary => ({
  subject: { kind: "Account", label: "alex@contoso.zz" },
  state: "found",
  days: 14,
  attempts: 1,
  failures: 0,
  addresses: [],
  accounts: [],
  countries: [],
  ...more,
});

describe("activityText()", () => {
  it.each<[Partial<ActivitySummary>, string]>([
    [{}, "1 sign-in in the last 14 days, none failed"],
    [{ days: 1, attempts: 2, failures: 2 }, "2 sign-ins in the last 1 day, 2 failed"],
    [{ state: "none", attempts: 0 }, "no sign-in in the last 14 days"],
    [
      { state: "not-collected", note: "'SigninLogs' could not be resolved" },
      "not known: 'SigninLogs' could not be resolved",
    ],
    [{ state: "not-collected" }, "not known: sign-ins are not collected in this workspace"],
    [
      { state: "partial", attempts: 3, note: "time ran out" },
      "at least 3 sign-ins in the last 14 days, none failed. Only a part of the logs answered: time ran out",
    ],
    [
      { addresses: ["1", "2", "3", "4", "5", "6", "7"], countries: ["NL"] },
      "1 sign-in in the last 14 days, none failed; from 1, 2, 3, 4, 5 and 2 more; countries NL",
    ],
  ])("says of %j: %s", (more, text) => {
    expect(activityText(summary(more))).toBe(text);
  });
});

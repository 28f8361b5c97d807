import { takeFromLimits } from "../../activities/containment-limits";
import { memoryLedger } from "../../ledger/memory";

const limits = { perIncident: 9, perHour: 2, perDay: 3 };
const start = Date.parse("2026-11-24T03:00:00Z");

describe("takeFromLimits()", () => {
  it("refuses what is over the hour's or the day's limit, counts a repeat once, and forgets after a day", async () => {
    const ledger = memoryLedger();
    const take = (key: string, afterMinutes: number) =>
      takeFromLimits(ledger, limits, key, new Date(start + afterMinutes * 60_000)).then(
        () => "taken",
        (error: Error) => error.message,
      );

    expect(await take("a", 0)).toBe("taken");
    expect(await take("b", 0)).toBe("taken");
    expect(await take("a", 1)).toBe("taken");
    expect(await take("c", 59)).toContain("2 targets an hour");
    expect(await take("c", 60)).toBe("taken");
    expect(await take("d", 1_439)).toContain("3 targets a day");
    expect(await take("d", 1_440)).toBe("taken");
  });

  it("keeps a list of as many long URLs as a policy can allow within a row of Table Storage", async () => {
    const ledger = memoryLedger();
    const most = 10_000;
    const now = new Date(start);
    const url = (index: number) =>
      `feed-block:url:https://bad.example/${"a".repeat(2_000)}${index} 1`;
    await takeFromLimits(ledger, { ...limits, perHour: most, perDay: most }, url(0), now);

    // A row holds 1 MiB of UTF-16.
    let one = 0;
    await ledger.revise<object>("containment-limits", (taken = {}) => {
      one = JSON.stringify(taken).length;
      return taken;
    });
    expect(one * most * 2).toBeLessThan(1024 * 1024);
  });
});

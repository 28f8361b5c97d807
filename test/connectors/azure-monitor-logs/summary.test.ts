import type { SignInRow } from "../../../connectors/azure-monitor-logs/schema";
import { totalsOf } from "../../../connectors/azure-monitor-logs/summary";

const row = (changes: Partial<SignInRow> = {}): SignInRow => ({
  UserPrincipalName: "alex@contoso.example",
  IPAddress: "203.0.113.10",
  SignIns: 1,
  Failures: 0,
  Countries: ["NL"],
  FirstSeen: "2026-08-01T10:00:00.000Z",
  LastSeen: "2026-08-01T10:00:00.000Z",
  ...changes,
});

describe("totalsOf()", () => {
  it("adds up nothing to nothing", () => {
    expect(totalsOf([])).toEqual({
      attempts: 0,
      failures: 0,
      addresses: [],
      accounts: [],
      countries: [],
    });
  });

  it("adds up sign-ins, and names the most frequent first", () => {
    const totals = totalsOf([
      row({ SignIns: 3, Failures: 1, FirstSeen: "2026-07-30T00:00:00.000Z" }),
      row({ SignIns: 2, IPAddress: "203.0.113.11", UserPrincipalName: "Kim@contoso.example" }),
      row({ SignIns: 4, IPAddress: "203.0.113.11", Countries: ["DE", ""] }),
      row({ LastSeen: "2026-08-02T00:00:00.000Z", UserPrincipalName: "" }),
    ]);

    expect(totals).toEqual({
      attempts: 10,
      failures: 1,
      addresses: ["203.0.113.11", "203.0.113.10"],
      accounts: ["alex@contoso.example", "kim@contoso.example"],
      countries: ["NL", "DE"],
      firstSeen: "2026-07-30T00:00:00.000Z",
      lastSeen: "2026-08-02T00:00:00.000Z",
    });
  });

  it("counts one name in any case once", () => {
    const totals = totalsOf([row(), row({ UserPrincipalName: "ALEX@contoso.example" })]);

    expect(totals.accounts).toEqual(["alex@contoso.example"]);
  });

  it("names ten at most", () => {
    const rows = Array.from({ length: 12 }, (_, n) => row({ IPAddress: `203.0.113.${n}` }));

    expect(totalsOf(rows).addresses).toHaveLength(10);
  });
});

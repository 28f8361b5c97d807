import { wouldLines } from "../../scripts/follow/would";

describe("wouldLines()", () => {
  it("prints a request as it would be sent, and why", () => {
    const lines = wouldLines({
      what: "Isolate pc7.contoso.example",
      detail: "would be sent",
      because: "malicious, VirusTotal: 14 engines",
      request: {
        method: "POST",
        url: "https://api.securitycenter.microsoft.com/api/machines/1/isolate",
        headers: { "Content-Type": "application/json" },
        body: '{"Comment":"x"}',
        leftOut: 12,
      },
    });

    expect(lines).toEqual([
      "",
      "  Isolate pc7[.]contoso[.]example",
      "    because malicious, VirusTotal: 14 engines",
      "    POST https://api.securitycenter.microsoft.com/api/machines/1/isolate",
      "    Content-Type: application/json",
      "",
      '    {"Comment":"x"}',
      "    … and 12 more characters",
    ]);
  });

  it("says what stands in for a request, without control characters", () => {
    const lines = wouldLines({ what: "Note\u001b[2J", detail: "once the ticket is there" });

    expect(lines).toEqual(["", "  Note·[2J", "    once the ticket is there"]);
  });
});

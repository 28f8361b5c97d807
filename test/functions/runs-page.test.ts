import { HttpRequest } from "@azure/functions";
import type { DurableClient, OrchestrationFilter } from "durable-functions";
import { runsPage } from "../../functions/runs-page";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = () => new Date("2026-11-24T03:00:00Z");
const request = new HttpRequest({ method: "GET", url: "http://localhost/api/runs" });

async function pageOf(...runs: Record<string, unknown>[]): Promise<string> {
  const client = {
    getStatusBy: async ({ createdTimeFrom, createdTimeTo, runtimeStatus }: OrchestrationFilter) =>
      runs
        .map((run, index) => ({
          name: "respondToIncident",
          instanceId: `respond-${index}`,
          createdTime: `2026-11-24T02:0${index}:00Z`,
          input: { hint: { title: "A title" } },
          ...run,
        }))
        .filter((run) => {
          const { createdTime, runtimeStatus: status } = run as Record<string, unknown>;
          const created = new Date(String(createdTime));
          return (
            created >= (createdTimeFrom ?? new Date(0)) &&
            created <= (createdTimeTo ?? now()) &&
            (!runtimeStatus || runtimeStatus.some((one) => one === status))
          );
        }),
  } as unknown as DurableClient;
  const { body } = await runsPage({ now })(request, client);
  return typeof body === "string" ? body : "";
}

const answered = {
  outcome: "answered",
  incidentNumber: 1,
  verdict: "malicious",
  ticket: "INC1",
  contained: ["Block 45.83.64.10"],
  isClosed: false,
  notDone: ["Teams message: may have been sent"],
};

describe("runsPage", () => {
  it("shows an answered run with its verdict, ticket, blocks and what a person has to check", async () => {
    const page = await pageOf({ runtimeStatus: "Completed", output: answered });

    expect(page).toContain("malicious");
    expect(page).toContain("Ticket INC1<br>Block 45.83.64[.]10<br>To check: Teams message");
  });

  it("shows the phase of a run that goes on, and the reason of one that was not answered", async () => {
    const page = await pageOf(
      { runtimeStatus: "Running", customStatus: { phase: "enriching" } },
      { runtimeStatus: "Completed", output: { outcome: "not-answered", reason: "It was merged" } },
      { runtimeStatus: "Failed", output: "Orchestrator function failed: boom" },
    );

    expect(page).toContain("enriching");
    expect(page).toContain("It was merged");
    expect(page).toContain("boom");
    expect(page.indexOf("respond-2")).toBeLessThan(page.indexOf("respond-0"));
  });

  it("shows a run that waits for longer than a day, and none that ended before", async () => {
    const createdTime = "2026-11-20T02:00:00Z";
    const page = await pageOf(
      { runtimeStatus: "Running", createdTime, customStatus: { phase: "enriching" } },
      { runtimeStatus: "Completed", createdTime, output: answered },
      { runtimeStatus: "Running", createdTime: "2026-11-23T03:00:00Z" },
    );

    expect(page).toContain("respond-0");
    expect(page).not.toContain("respond-1");
    expect(page.split("respond-2")).toHaveLength(2);
  });

  it("says what a run waits for, until when, and behind how many", async () => {
    const waits = [
      { vendor: "virustotal", questions: 3, until: "2026-11-24T03:12:30.000Z", ahead: 37 },
      { vendor: "<b>", questions: 1, until: "soon", ahead: 0 },
      "nothing of ours",
    ];
    const page = await pageOf({
      runtimeStatus: "Running",
      customStatus: { phase: "enriching", waits },
    });

    expect(page).toContain(
      "waits for VirusTotal until about 2026-11-24 03:12 UTC (37 ahead)<br>waits for &lt;b&gt; until about soon",
    );
  });

  it.each([[null], ["text"], [{ hint: null }], [{ hint: { title: 7 } }]])(
    "shows a run that somebody started by hand with %j",
    async (input) => {
      const page = await pageOf({ runtimeStatus: "Failed", output: "boom", input });

      expect(page).toContain("No title in the trigger");
    },
  );

  it("shows a hostile title as text", async () => {
    const page = await pageOf({
      runtimeStatus: "Pending",
      input: { hint: { title: "<script>alert(1)</script>" } },
    });

    expect(page).not.toContain("<script>");
    expect(page).toContain("&lt;script&gt;");
  });

  it("says so when nothing arrived", async () => {
    await expect(pageOf()).resolves.toContain("No incident arrived");
  });
});

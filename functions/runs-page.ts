import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import {
  type DurableClient,
  type DurableOrchestrationStatus,
  OrchestrationRuntimeStatus,
} from "durable-functions";
import { defang } from "../domain/defang";
import { escapeHtml } from "../domain/html";
import { waitTexts } from "../domain/waiting";
import type { ResponseResult } from "../orchestrators/respond-to-incident";

const dayMs = 24 * 3_600_000;
const mostRows = 200;

/**
 * GET /api/runs: the runs of the last day, and older ones that go on (a budget may let them wait for
 * days), newest first, as a page without scripts.
 */
export const runsPage =
  ({ now }: { now: () => Date }) =>
  async (_request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
    const createdTimeFrom = new Date(now().getTime() - dayMs);
    const runtimeStatus = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending];
    const found = await Promise.all([
      client.getStatusBy({ createdTimeFrom }),
      client.getStatusBy({ createdTimeTo: createdTimeFrom, runtimeStatus }),
    ]);
    const runs = [...new Map(found.flat().map((run) => [run.instanceId, run])).values()]
      .filter(({ name }) => name === "respondToIncident")
      .toSorted((a, b) => time(b).localeCompare(time(a)));
    return {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
      body: page(runs),
    };
  };

/** Lists give times as text, whatever the type says. */
const time = ({ createdTime }: DurableOrchestrationStatus): string =>
  new Date(createdTime).toISOString();

function page(runs: DurableOrchestrationStatus[]): string {
  const shown = runs.slice(0, mostRows);
  const more = runs.length - shown.length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Runs of the last day</title>
<style>
  body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
  table { border-collapse: collapse; width: 100% }
  th, td.state, td.malicious, td.suspicious, td.benign, td.unknown { white-space: nowrap }
  th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
  .malicious { color: #a4262c; font-weight: 600 } .suspicious { color: #8a5300; font-weight: 600 }
  .benign { color: #0b6a0b } small { color: #5b5b5b }
  @media (prefers-color-scheme: dark) {
    body { color: #eee; background: #1b1b1b } th, td { border-color: #444 } small { color: #aaa }
    .malicious { color: #ff9a9f } .suspicious { color: #ffc36b } .benign { color: #8fd68f }
  }
</style>
<h1>Runs of the last day</h1>
${shown.length > 0 ? table(shown) : "<p>No incident arrived in the last 24 hours, and none is being answered.</p>"}
${more > 0 ? `<p>And ${more} older ones.</p>` : ""}
</html>
`;
}

const table = (runs: DurableOrchestrationStatus[]): string => `<table>
<tr><th>Began (UTC)<th>Incident<th>State<th>Verdict<th>What was done
${runs.map(row).join("\n")}
</table>`;

function row(run: DurableOrchestrationStatus): string {
  // Whoever may start a flow by hand may start it with anything.
  const { hint } = (run.input ?? {}) as { hint?: { title?: unknown } | null };
  const title = escapeHtml(
    typeof hint?.title === "string" ? hint.title : "No title in the trigger",
  );
  const [state, verdict, done] = ending(run);
  const began = time(run).slice(0, 19).replace("T", " ");
  return `<tr><td>${began}<td>${title}<br><small>${escapeHtml(run.instanceId)}</small><td class="state">${state}<td class="${verdict}">${verdict}<td>${done}`;
}

function ending(run: DurableOrchestrationStatus): [state: string, verdict: string, done: string] {
  const { phase } = (run.customStatus ?? {}) as { phase?: string };
  const status: string = run.runtimeStatus;
  if (status !== "Completed") {
    const isGoing = status === "Running" || status === "Pending";
    const problem = typeof run.output === "string" ? [run.output] : [];
    const told = isGoing ? waitTexts(run.customStatus) : problem;
    const lines = told.map(escapeHtml).join("<br>");
    return [escapeHtml(isGoing ? (phase ?? "starting") : status), "", lines];
  }
  const result = run.output as ResponseResult;
  if (result.outcome === "not-answered") return ["not answered", "", escapeHtml(result.reason)];
  const { ticket, contained, isClosed, notDone, verdict, would } = result;
  if (would) {
    const told = would.map(({ what }) => escapeHtml(`Would: ${defang(what)}`));
    return ["what-if", verdict, told.join("<br>")];
  }
  const lines = [
    ticket ? `Ticket ${ticket}` : "No ticket",
    ...contained.map(defang),
    ...notDone.map((sentence) => `To check: ${sentence}`),
  ];
  return [
    isClosed ? "answered, closed" : "answered, open",
    verdict,
    lines.map(escapeHtml).join("<br>"),
  ];
}

import { defang } from "../../domain/defang";
import { readableTime } from "../../domain/readable-time";
import type { Ending } from "./follow";
import { printable, say } from "./terminal";
import { wouldLines } from "./would";

/** Whether the incident was answered, every step of it included. */
export const isAnswered = ({ result, asking }: Ending): boolean =>
  asking !== undefined || (result?.outcome === "answered" && result.notDone.length === 0);

/** The end of a run in a few lines: what it is, what was done, what was not. */
export function summaryOf({ status, result, problem, seconds, asking }: Ending): string[] {
  const time = `${seconds.toFixed(1)} s`;
  if (asking) {
    return [
      `What needs nobody's consent is done after ${time}. People are asked until ${readableTime(asking.until)}:`,
      ...asking.asks.map((what) => `  ${defang(printable(what))}`),
      `  decide at /api/approvals/${asking.approval} of the host`,
    ];
  }
  if (!result) return [`${status} after ${time}: ${printable(problem ?? "no reason given")}`];
  if (result.outcome === "not-answered") return [`Not answered: ${printable(result.reason)}`];
  const { incidentNumber, verdict, ticket, contained, isClosed, notDone, would } = result;
  if (would) {
    return [
      `What would be done about incident ${incidentNumber} (${verdict}); nothing was sent:`,
      ...would.flatMap(wouldLines),
      ...notDone.map((sentence) => `  to check  ${printable(sentence)}`),
    ];
  }
  return [
    `${incidentNumber > 0 ? `Incident ${incidentNumber}` : "A finding outside of Sentinel"} answered in ${time}: ${verdict}`,
    `  ticket    ${ticket ?? "none"}`,
    `  contained ${contained.length > 0 ? contained.map(defang).join(", ") : "nothing"}`,
    `  state     ${isClosed ? "closed by policy" : "open, for a person to decide"}`,
    ...notDone.map((sentence) => `  to check  ${printable(sentence)}`),
  ];
}

/** Says how a run ended, below its steps. */
export function sayEnding(ending: Ending): void {
  say();
  summaryOf(ending).forEach(say);
}

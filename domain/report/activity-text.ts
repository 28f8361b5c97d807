import type { ActivitySummary } from "../activity-summary";
import { cleanLine } from "../clean-text";
import { readableTime } from "../readable-time";
import { counted } from "../words";

/** What the logs say about one account or address, in one sentence. */
export function activityText(summary: ActivitySummary): string {
  const { state, note } = summary;
  const reason = note === undefined ? undefined : cleanLine(note, 160);
  const period = `in the last ${counted(summary.days, "day")}`;
  switch (state) {
    case "none":
      return `no sign-in ${period}`;
    case "not-collected":
      return `not known: ${reason ?? "sign-ins are not collected in this workspace"}`;
    case "partial":
      return `at least ${found(summary, period)}. Only a part of the logs answered${reason === undefined ? "" : `: ${reason}`}`;
    case "found":
      break;
  }
  return found(summary, period);
}

function found(summary: ActivitySummary, period: string): string {
  const { attempts, failures, firstSeen, lastSeen } = summary;
  const seen = firstSeen && lastSeen ? `, ${time(firstSeen)} to ${time(lastSeen)}` : "";
  const failed = failures === 0 ? "none failed" : `${failures} failed`;
  return [
    `${counted(attempts, "sign-in")} ${period}${seen}, ${failed}`,
    ...listed("from", summary.addresses),
    ...listed("accounts", summary.accounts),
    ...listed("countries", summary.countries),
  ].join("; ");
}

function listed(name: string, values: string[]): string[] {
  const shown = values.slice(0, 5).map((value) => cleanLine(value, 60));
  const more = values.length - shown.length;
  if (shown.length === 0) return [];
  return [`${name} ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

/** To the minute, which is what an analyst compares. */
const time = (text: string): string => cleanLine(readableTime(text), 40);

import type { Severity } from "../../domain/incident";
import type { TicketDraft } from "../../domain/ticket";

/**
 * Impact and urgency (1 High, 2 Medium, 3 Low). ServiceNow computes the priority from both; out of
 * the box these give 2 High, 3 Moderate, 4 Low and 5 Planning. "1 Critical" is for people to say.
 */
const weights: Record<Severity, { impact: string; urgency: string }> = {
  High: { impact: "1", urgency: "2" },
  Medium: { impact: "2", urgency: "2" },
  Low: { impact: "2", urgency: "3" },
  Informational: { impact: "3", urgency: "3" },
};

// Lengths of the columns out of the box; what is longer would be cut in the middle of a word.
const titleLength = 160;
const textLength = 4_000;

/** A text that fits into a column. */
export const fitted = (text: string, length = textLength): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;

/** The members of a new incident. */
export const ticketBody = ({ key, title, description, severity }: TicketDraft) => ({
  short_description: fitted(title, titleLength),
  description: fitted(description),
  ...weights[severity],
  correlation_id: key,
  correlation_display: "Microsoft Sentinel",
});

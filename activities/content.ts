import type { Notice } from "../domain/notice";
import { noticeOf } from "../domain/report/notice";
import type { Report } from "../domain/report/report";

/** What a message tells: a run's report, or something else that people are to know. */
export type Content = { report: Report } | { notice: Notice };

export const noticeIn = (content: Content): Notice =>
  "notice" in content ? content.notice : noticeOf(content.report);

/** What the ledger says that a message is about. */
export const targetOf = (content: Content): string =>
  "notice" in content ? content.notice.ref : `incident ${content.report.incident.number}`;

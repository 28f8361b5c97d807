/**
 * Stands for all records of one reader, of one kind, that have the same fields but for `UNLIKE`. What is worked out for one of
 * them holds for the others, so those who do leave it here.
 */
export class Likeness {
  /** Who left `reached`, and how far a matcher came by these fields. */
  reachedBy: unknown = undefined;
  reached: unknown = undefined;
  /** Who left `said`, and where these fields lead. */
  saidBy: unknown = undefined;
  said: unknown = undefined;
}

/** The fields in which records that are alike may differ, as they differ in time, place, text and count. */
export const UNLIKE: ReadonlySet<string> = new Set([
  "message",
  "process.pid",
  "source.port",
  "log.syslog.msgid",
  "log.syslog.priority",
  "@timestamp",
]);

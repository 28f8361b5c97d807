/** How much of a service one key may use. What is left out is not limited. */
export interface Budget {
  /** Calls in any 60 seconds. */
  perMinute?: number;
  /** Calls of a day in UTC. */
  perDay?: number;
  /** Calls of a month in UTC. */
  perMonth?: number;
  /** Calls at the same time. */
  concurrent?: number;
  /** Goes on without this service rather than wait longer than this in all; waits when left out. */
  skipAfterMinutes?: number;
}

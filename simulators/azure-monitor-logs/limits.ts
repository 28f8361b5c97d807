/**
 * What the service allows one identity.
 * https://learn.microsoft.com/azure/azure-monitor/service-limits#log-queries-and-language
 */
export interface Limits {
  requestsPer30Seconds: number;
  /** Queries that run at a time; more wait. */
  concurrent: number;
  /** Queries that wait; more are refused. */
  queued: number;
  /** How long a query waits before it is refused. */
  queueSeconds: number;
}

export const documentedLimits: Limits = {
  requestsPer30Seconds: 200,
  concurrent: 5,
  queued: 200,
  queueSeconds: 180,
};

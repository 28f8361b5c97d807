/** What host.json decides about a replay. Durations in milliseconds. */
export interface V3Settings {
  /** Timers up to this long are one timer. */
  maximumShortTimer: number;
  /** Longer ones are made of pieces of this length. */
  longTimerInterval: number;
  /** Wait before a 202 is polled when the answer does not say how long. */
  httpPollInterval: number;
  /** Decisions that one execution may make. */
  maxActions: number;
  /** A turn that breaks a rule fails the instance. */
  isStrict: boolean;
  /** Whether results have a trace: for those who check code, not for a host. */
  isTraced: boolean;
}

const day = 24 * 60 * 60 * 1000;

/** The values of the Azure Storage back end: 6 days, 3 days, 30 seconds, 100,000 actions. */
export const defaultSettings: V3Settings = {
  maximumShortTimer: 6 * day,
  longTimerInterval: 3 * day,
  httpPollInterval: 30_000,
  maxActions: 100_000,
  isStrict: false,
  isTraced: false,
};

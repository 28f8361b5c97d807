/** How much a detection keeps in memory and in its state. What does not fit is forgotten, oldest first, and told. */
export interface DetectionLimits {
  /** Groups whose windows are kept, for each rule. */
  groups: number;
  /** Records that wait in windows, for each rule; a rule's threshold must be below half of it. */
  waiting: number;
  /** Characters of waiting records' text, for each rule; beyond it they are kept without their text. */
  text: number;
  /** Open findings, of all rules together. */
  episodes: number;
  /** After so many matches, or as many as groups and waiting records if that is more, what is too old is forgotten. */
  tidyEvery: number;
  /** For how long beyond its timespan a rule waits for late records, in milliseconds of the host that writes them. */
  lateness: number;
  /** How long a rule without a correlation must be quiet for its finding to close, in milliseconds. */
  quiet: number;
}

/** 30,000 addresses within an hour fit. */
export const DEFAULT_LIMITS: DetectionLimits = {
  groups: 32_768,
  waiting: 65_536,
  text: 2_000_000,
  episodes: 10_000,
  tidyEvery: 4_096,
  lateness: 3_600_000,
  quiet: 3_600_000,
};

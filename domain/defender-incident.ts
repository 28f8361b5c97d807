/** What became of an incident in the Defender portal that Sentinel's was closed with. */
export interface DefenderOutcome {
  /** Of the incident that was found: another one where ours was merged into it. */
  id: string;
  /**
   * - resolved: by us, or by somebody before.
   * - merged: left open with a comment; it has alerts that the run did not look at.
   */
  state: "resolved" | "merged";
}

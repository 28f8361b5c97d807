/** The rule that forbids it, and whether somebody has to look at it. */
export interface Refusal {
  reason: string;
  needsHuman: boolean;
}

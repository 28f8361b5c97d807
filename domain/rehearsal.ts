/** "live" when left out. A what-if run reads what is real, and changes nothing anywhere. */
export type Mode = "live" | "what-if";

/** A request that a what-if run would have sent, without anything that authorises it. */
export interface RehearsedRequest {
  method: string;
  /** Whole, but "***" for every part that is a secret. */
  url: string;
  headers: Record<string, string>;
  /** As it would be sent; of a long one the beginning. */
  body?: string;
  /** Characters of the body that are left out here. */
  leftOut?: number;
}

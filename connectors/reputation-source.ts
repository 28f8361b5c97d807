import type { Observable } from "../domain/observable";
import type { Reputation } from "../domain/reputation";
import type { Checked } from "./checked";

/** A threat intelligence service. Nothing is ever submitted to one: that would publish it. */
export interface ReputationSource extends Checked {
  /**
   * What it says about an observable that it can know (`domain/source.ts`): one request. What it has
   * never seen is "unknown", which is an answer. Throws a ConnectorError.
   */
  lookUp(observable: Observable): Promise<Reputation>;
}

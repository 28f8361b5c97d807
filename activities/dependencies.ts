import type { Connectors } from "../connectors";
import type { Policy } from "../domain/policy";
import type { Ledger } from "../ledger/ledger";

/** All that activities need: whom to ask, what was done before, what is allowed, what time it is. */
export interface ActivityDependencies {
  connectors: Connectors;
  ledger: Ledger;
  policy: Policy;
  /** By which key, instance or workspace each vendor is asked: its budget is that key's. */
  scopes: Readonly<Record<string, string>>;
  now: () => Date;
}

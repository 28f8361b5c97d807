import type { Connectors } from "../connectors";
import type { Budget } from "../domain/budget";
import type { Policy } from "../domain/policy";
import type { SweepTools } from "../sweeps/tools";
import type { Ledger } from "../ledger/ledger";

/** All that activities need: whom to ask, what was done before, what is allowed, what time it is. */
export interface ActivityDependencies {
  connectors: Connectors;
  ledger: Ledger;
  policy: Policy;
  /** How much of each service may be used, by the name of its connector's folder. */
  budgets: Readonly<Record<string, Budget>>;
  /** By which key, instance or workspace each vendor is asked: its budget is that key's. */
  scopes: Readonly<Record<string, string>>;
  now: () => Date;
  /** What is swept, and how; nothing when left out. */
  sweeps?: SweepTools;
  /** Where people reach the app: links to its pages begin with it. */
  publicUrl?: string;
  /** Whether approvals have a page there: see `Door`. */
  approvalPage?: "local" | "closed";
}

import type { ActivitySummary } from "../domain/activity-summary";
import type { AccountEntity } from "../domain/entity";
import type { Severity } from "../domain/incident";
import type { Observable } from "../domain/observable";
import type { Reputation } from "../domain/reputation";
import { rankOf } from "../domain/severity";
import type { SourceName } from "../domain/source-name";
import type { Caller } from "../domain/turns";
import type { ActivityDependencies } from "./dependencies";
import { createLookUps } from "./look-ups";
import type { TurnTaker } from "./turns";

const logs = "azure-monitor-logs";

/** Questions put to one source about one thing, each when it is its turn. They change nothing anywhere. */
export const enrichment = (dependencies: ActivityDependencies, turns: TurnTaker) => {
  const lookUps = createLookUps(dependencies, turns);
  const workspace = dependencies.connectors.logs;

  return {
    lookUp: ({ source, observable, by }: LookUpInput): Promise<Reputation> =>
      lookUps.lookUp(source, observable, callerOf(by, "")),

    queryAccountActivity: ({ account, days, by }: AccountInput): Promise<ActivitySummary> =>
      turns.take(logs, callerOf(by, `account ${account.label}`), {
        make: () => workspace.accountActivity(account, days),
      }),

    queryAddressActivity: ({ address, days, by }: AddressInput): Promise<ActivitySummary> =>
      turns.take(logs, callerOf(by, `address ${address}`), {
        make: () => workspace.addressActivity(address, days),
      }),
  };
};

/** For which run something is asked; what the order of turns is made from. */
export interface AskedBy {
  runId: string;
  severity: Severity;
  /** When the run came to this question, ISO 8601. */
  since: string;
}

interface LookUpInput {
  source: SourceName;
  observable: Observable;
  by: AskedBy;
}

interface AccountInput {
  account: AccountEntity;
  days: number;
  by: AskedBy;
}

interface AddressInput {
  address: string;
  days: number;
  by: AskedBy;
}

const callerOf = ({ runId, severity, since }: AskedBy, what: string): Caller => ({
  key: `${runId} ${what}`,
  holder: runId,
  rank: rankOf(severity),
  since: Date.parse(since),
});

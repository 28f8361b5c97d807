import type { ActivitySummary } from "../domain/activity-summary";
import type { AccountEntity } from "../domain/entity";
import type { Observable } from "../domain/observable";
import type { Reputation } from "../domain/reputation";
import type { SourceName } from "../domain/source-name";
import type { ActivityDependencies } from "./dependencies";

/** Questions put to one source about one thing. They change nothing anywhere. */
export const enrichment = ({ connectors: { reputations, logs } }: ActivityDependencies) => ({
  lookUp: ({ source, observable }: LookUpInput): Promise<Reputation> =>
    reputations[source].lookUp(observable),

  queryAccountActivity: (input: {
    account: AccountEntity;
    days: number;
  }): Promise<ActivitySummary> => logs.accountActivity(input.account, input.days),

  queryAddressActivity: (input: { address: string; days: number }): Promise<ActivitySummary> =>
    logs.addressActivity(input.address, input.days),
});

interface LookUpInput {
  source: SourceName;
  observable: Observable;
}

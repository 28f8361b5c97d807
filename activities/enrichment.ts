import type { ActivitySummary } from "../domain/activity-summary";
import type { AccountEntity } from "../domain/entity";
import type { Observable } from "../domain/observable";
import type { Reputation } from "../domain/reputation";
import type { ActivityDependencies } from "./dependencies";

/** Questions put to one source about one thing. They change nothing anywhere. */
export const enrichment = ({ connectors: { virustotal, logs } }: ActivityDependencies) => ({
  lookUpInVirusTotal: ({ observable }: { observable: Observable }): Promise<Reputation> =>
    virustotal.lookUp(observable),

  queryAccountActivity: (input: {
    account: AccountEntity;
    days: number;
  }): Promise<ActivitySummary> => logs.accountActivity(input.account, input.days),

  queryAddressActivity: (input: { address: string; days: number }): Promise<ActivitySummary> =>
    logs.addressActivity(input.address, input.days),
});

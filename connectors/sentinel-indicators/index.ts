import type { Observable } from "../../domain/observable";
import type { ConfidenceThresholds } from "../../domain/policy";
import type { Reputation } from "../../domain/reputation";
import { sources } from "../../domain/source";
import { counted } from "../../domain/words";
import type { ReputationSource } from "../reputation-source";
import { spellings, stixTypes } from "./observable";
import { type Indicator, judge, notCollected } from "./verdict";

const source = sources["sentinel-indicators"].title;

/** Where people find the indicators of their workspace. */
const reportUrl = "https://security.microsoft.com/intel-management";

/** The part of the logs' connector that is asked; its errors carry the name of the logs. */
interface IndicatorLogs {
  indicatorsOf(
    values: string[],
    types: string[],
  ): Promise<{ rows: Indicator[]; notCollected?: string }>;
  countIndicators(): Promise<number>;
}

/** The workspace's own threat intelligence, as its logs hold it: ThreatIntelIndicators. */
export function sentinelIndicators(
  logs: IndicatorLogs,
  thresholds: ConfidenceThresholds,
): ReputationSource {
  return {
    /** Its reputation; "unknown" for what no indicator in force names, and without the table. */
    async lookUp(observable: Observable): Promise<Reputation> {
      const found = await logs.indicatorsOf(spellings(observable), stixTypes(observable));
      const judgement =
        found.notCollected === undefined
          ? judge(found.rows, thresholds)
          : notCollected(found.notCollected);
      return { source, observable, ...judgement, reportUrl };
    },

    /** Counts the indicators in force. */
    async check() {
      return `${counted(await logs.countIndicators(), "indicator")} in force`;
    },
  };
}

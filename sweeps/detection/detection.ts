import type { Detection } from "../detector";
import type { LogKind } from "../log-kind";
import type { DetectionRule, Matcher, RuleSet } from "../sigma/rule";
import type { Plan } from "./plan";
import { findingOf } from "./finding-of";
import type { DetectionLimits } from "./limits";
import { tidyNowAndThen } from "./memory";
import { recordDelivery } from "./delivery";
import { restored } from "./restored";
import { stateOf } from "./state";

interface Opening {
  ruleSet: RuleSet;
  plan: Plan;
  limits: DetectionLimits;
  source: string;
  state: unknown;
}

/** Detection in one source, going on from a state. */
export function detectionOf({ ruleSet, plan, limits, source, state }: Opening): Detection {
  const memory = restored(state, plan.correlators);
  for (const sentence of plan.remarks) memory.remarks.add(sentence);
  const delivery = recordDelivery(memory, plan, limits, source);
  let kind: LogKind | undefined;
  let matcher: Matcher;
  let matches = 0;
  const matched = (rule: DetectionRule): void => delivery.matched(rule);
  return {
    record(record) {
      if (record.kind !== kind) {
        kind = record.kind;
        matcher = ruleSet.matcher(kind);
      }
      if (!matcher) return;
      matcher(record, matched);
      if (!delivery.deliver(record)) return;
      matches += 1;
      tidyNowAndThen(memory, limits);
    },
    waiting: () => memory.changed.length,
    take() {
      const told = memory.changed;
      memory.changed = [];
      return told.map(({ rule, group, episode }) => {
        episode.revision += 1;
        episode.changed = false;
        return findingOf(source, rule, group, episode);
      });
    },
    state: () => stateOf(memory),
    report: () => ({ matched: matches, evicted: memory.evicted, remarks: [...memory.remarks] }),
  };
}

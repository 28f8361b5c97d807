import type { RuleNote } from "../../rules";

/**
 * Which warnings an execution has given already. A replay comes to all of them again in every turn;
 * whoever reads the log wants each of them once.
 */
export interface SaidWarnings {
  /** The warnings that this execution has not given before. */
  onlyNew(executionId: string, warnings: RuleNote[]): RuleNote[];
  forget(executionId: string): void;
}

/** A memory of the last `limit` executions that had something to say. */
export function createSaidWarnings(limit = 10_000): SaidWarnings {
  const said = new Map<string, Set<string>>();
  return {
    onlyNew(executionId, warnings) {
      if (warnings.length === 0) return warnings;
      const before = said.get(executionId) ?? new Set<string>();
      const fresh = warnings.filter((warning) => !before.has(textOf(warning)));
      for (const warning of fresh) before.add(textOf(warning));
      said.set(executionId, before);
      const [oldest] = said.keys();
      if (said.size > limit && oldest !== undefined) said.delete(oldest);
      return fresh;
    },
    forget: (executionId) => void said.delete(executionId),
  };
}

const textOf = ({ rule, sentence }: RuleNote): string => `${rule}: ${sentence}`;

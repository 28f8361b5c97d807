import type { RuleName, RuleNote } from "../../rules";

/** Collects what one turn has to say, each sentence once. */
export interface Warnings {
  add(rule: RuleName, sentence: string): void;
  /** Kept back until `addSuspicions`: it may come to nothing. */
  suspect(rule: RuleName, sentence: string): void;
  addSuspicions(): void;
  list(): RuleNote[];
}

/** No warnings yet. */
export function createWarnings(): Warnings {
  const said = new Map<string, RuleNote>();
  const suspected: RuleNote[] = [];
  const add = (note: RuleNote): void => void said.set(`${note.rule}: ${note.sentence}`, note);
  return {
    add: (rule, sentence) => add({ rule, sentence }),
    suspect: (rule, sentence) => void suspected.push({ rule, sentence }),
    addSuspicions: () => suspected.forEach(add),
    list: () => [...said.values()],
  };
}

import { cleanLine } from "../clean-text";
import type { ContextFinding } from "../context";
import { type ContextSourceName, contextSources } from "../context-source";

/** What one source says of one entity, in one line: facts first, then what is missing of them. */
export function contextText({ source, state, facts, note }: ContextFinding): string {
  const title = titleOf(source);
  const reason = note === undefined ? "" : `: ${cleanLine(note, 200)}`;
  const told = facts.map((fact) => cleanLine(fact, 200)).join(". ");
  switch (state) {
    case "none":
      return `${title}: nothing found`;
    case "not-collected":
      return `${title}: not known${reason}`;
    case "partial":
      return `${title}: ${told === "" ? "" : `at least: ${told}. `}Only a part answered${reason}`;
    case "found":
      break;
  }
  return `${title}: ${told}`;
}

/** What people call a source. */
export const titleOf = (source: string): string =>
  source in contextSources
    ? contextSources[source as ContextSourceName].title
    : cleanLine(source, 60);

/** Findings by entity, in the order in which entities come; of each, those that say most first. */
export const findingsByEntity = (findings: ContextFinding[]): ContextFinding[][] =>
  [...Map.groupBy(findings, ({ about }) => about).values()].map((ones) =>
    ones.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state)),
  );

const order: readonly ContextFinding["state"][] = ["found", "partial", "none", "not-collected"];

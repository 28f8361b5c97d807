import { cut } from "./clean-text";
import type { ContextFinding } from "./context";
import { MOST_BYTES, bytesOf } from "./pieces";
import { counted } from "./words";

/** How much of one finding is kept: texts in characters. */
interface Room {
  facts: number;
  text: number;
  names: number;
}

const rooms: readonly Room[] = [
  { facts: 8, text: 200, names: 20 },
  { facts: 4, text: 160, names: 10 },
  { facts: 2, text: 120, names: 5 },
  { facts: 1, text: 100, names: 0 },
  { facts: 0, text: 40, names: 0 },
];

/**
 * Findings that one step can answer: of all as many facts, and as much of each, as there is room for. What
 * they weigh stays as it is: no signal goes, and counts count what is left out.
 */
export function boundedFindings(findings: ContextFinding[]): ContextFinding[] {
  let bounded = findings;
  for (const room of rooms) {
    if (bytesOf(bounded) <= MOST_BYTES) break;
    bounded = findings.map((finding) => shortened(finding, room));
  }
  return bounded;
}

function shortened(finding: ContextFinding, { facts: most, text, names }: Room): ContextFinding {
  const { facts, signals, note, touches } = finding;
  const more = facts.length - most;
  return {
    ...finding,
    facts: [
      ...facts.slice(0, most).map((fact) => cut(fact, text)),
      ...(more > 0 ? [`${counted(more, "more fact")}, for which there was no room`] : []),
    ],
    signals: signals.map((signal) => ({ ...signal, because: cut(signal.because, text) })),
    ...(note !== undefined && { note: cut(note, text) }),
    ...(touches && { touches: { ...touches, names: touches.names.slice(0, names) } }),
  };
}

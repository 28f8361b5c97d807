import { cleanLine } from "../../../domain/clean-text";
import type { ContextFinding } from "../../../domain/context";
import type { Entity } from "../../../domain/entity";
import { keyOf, labelOf } from "../../../domain/signal";
import type { QueryAnswer } from "../query";
import { maxRows } from "../queries";
import { rowsAs } from "../schema";
import type { LogSource, Subject, Told } from "./log-source";

const maxFacts = 8;
const maxFact = 200;
const maxBecause = 300;
const maxTouched = 20;

/** Whom a source can be asked about by name, and what is to be said of the others. */
export function subjectsOf<Row>(source: LogSource<Row>, entities: Entity[]) {
  const subjects: Subject[] = [];
  const nameless: ContextFinding[] = [];
  for (const entity of entities) {
    const names = new Set(source.namesOf(entity).map((name) => name.toLowerCase()));
    if (names.size > 0) subjects.push({ entity, label: labelOf(entity), names });
    else nameless.push(unknowable(source, entity, source.nameless));
  }
  return { subjects, nameless };
}

/** What an answer says of each of its subjects; rows are told apart by the names in them. */
export function findingsOf<Row>(
  source: LogSource<Row>,
  subjects: Subject[],
  answer: QueryAnswer,
  days: number,
): ContextFinding[] {
  const { notCollected } = answer;
  if (notCollected !== undefined) {
    return subjects.map(({ entity }) => unknowable(source, entity, notCollected));
  }
  const rows = rowsAs(source.row, answer.rows.slice(0, maxRows));
  const isCut = answer.rows.length > maxRows;
  const note = answer.partial ?? (isCut ? `only the first ${maxRows} rows were read` : undefined);
  return subjects.map((subject) => {
    const own = rows.filter((row) =>
      source.namesIn(row).some((name) => name && subject.names.has(name.toLowerCase())),
    );
    const told: Told = own.length === 0 ? quiet : source.tell(own, subject, days);
    const about = keyOf(subject.entity);
    return {
      source: source.name,
      about,
      label: cleanLine(subject.label, 120),
      state: note === undefined ? (own.length > 0 ? "found" : "none") : "partial",
      facts: told.facts.slice(0, maxFacts).map((fact) => cleanLine(fact, maxFact)),
      signals: told.signals.map((signal) => ({
        ...signal,
        about,
        because: cleanLine(signal.because, maxBecause),
      })),
      ...(note === undefined ? {} : { note: cleanLine(note, maxBecause) }),
      ...touchesOf(told.touches),
    };
  });
}

const quiet: Told = { facts: [], signals: [] };

const unknowable = <Row>(
  { name }: LogSource<Row>,
  entity: Entity,
  note: string,
): ContextFinding => ({
  source: name,
  about: keyOf(entity),
  label: cleanLine(labelOf(entity), 120),
  state: "not-collected",
  facts: [],
  signals: [],
  note: cleanLine(note, maxBecause),
});

function touchesOf(names: string[] | undefined): Pick<ContextFinding, "touches"> {
  const all = new Set((names ?? []).map((name) => cleanLine(name, 120)).filter(Boolean));
  if (all.size === 0) return {};
  return { touches: { count: all.size, names: [...all].slice(0, maxTouched) } };
}

import type { LogKind } from "../log-kind";
import type { FieldValue, LogRecord } from "../log-record";
import { WHOLE_TEXT } from "./expression";

export type Value = ReturnType<LogRecord["get"]>;
/** A field as text; several when it has several values; undefined when it has none. */
export type Texts = string | readonly string[] | undefined;

/** One record after the other, each of its fields read, written as text and lower-cased at most once. */
export interface View {
  open(record: LogRecord): void;
  /** The number by which a field is asked for. */
  slot(field: string): number;
  value(slot: number): Value;
  texts(slot: number): Texts;
  lower(slot: number): Texts;
  /** Lower-case, with the dashes of windash as "-". */
  dashed(slot: number): Texts;
}

/** `renames`: the log's name of a field that rules call otherwise. */
export function createView(kind: LogKind, renames: ReadonlyMap<string, string>): View {
  let record: LogRecord;
  let generation = 0;
  const slots = new Map<string, number>();
  const readers: (() => Value)[] = [];
  const values: Value[] = [];
  const texts = cache();
  const lower = cache();
  const dashed = cache();
  const valuesOf: number[] = [];

  function readerOf(field: string): () => Value {
    if (field === WHOLE_TEXT) return () => record.text();
    if (field === "EventID") return () => record.get(field) ?? kind.eventId;
    if (field === "Channel") return () => record.get(field) ?? kind.channel;
    if (field === "@timestamp") return () => record.get(field) ?? known(record.time);
    const renamed = renames.get(field);
    if (renamed === undefined) return () => record.get(field);
    return () => record.get(renamed) ?? record.get(field);
  }

  function value(slot: number): Value {
    if (valuesOf[slot] !== generation) {
      values[slot] = readers[slot]?.();
      valuesOf[slot] = generation;
    }
    return values[slot];
  }

  const textsOf = (slot: number): Texts => texts.get(slot, generation, () => asTexts(value(slot)));
  const lowerOf = (slot: number): Texts =>
    lower.get(slot, generation, () => each(textsOf(slot), lowerCase));

  return {
    open(next) {
      record = next;
      generation += 1;
    },
    slot(field) {
      const known = slots.get(field);
      if (known !== undefined) return known;
      const slot = readers.length;
      slots.set(field, slot);
      readers.push(readerOf(field));
      valuesOf.push(0);
      values.push(undefined);
      for (const one of [texts, lower, dashed]) one.grow();
      return slot;
    },
    value,
    texts: textsOf,
    lower: lowerOf,
    dashed: (slot) => dashed.get(slot, generation, () => each(lowerOf(slot), oneDash)),
  };
}

function cache() {
  const kept: Texts[] = [];
  const generations: number[] = [];
  return {
    grow(): void {
      kept.push(undefined);
      generations.push(0);
    },
    get(slot: number, generation: number, make: () => Texts): Texts {
      if (generations[slot] !== generation) {
        kept[slot] = make();
        generations[slot] = generation;
      }
      return kept[slot];
    },
  };
}

function each(texts: Texts, change: (text: string) => string): Texts {
  if (texts === undefined) return undefined;
  return typeof texts === "string" ? change(texts) : texts.map(change);
}

const lowerCase = (text: string): string => text.toLowerCase();
/** One dash for all that windash takes for each other. */
export const oneDash = (text: string): string => text.replaceAll(/[/–—―]/gu, "-");
const known = (time: number): number | undefined => (Number.isNaN(time) ? undefined : time);

function asTexts(value: Value): Texts {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  if (!isList(value)) return String(value);
  const texts = value.flatMap((one) => (one === null ? [] : [String(one)]));
  return texts.length === 0 ? undefined : texts;
}

export const isList = (value: Value): value is readonly FieldValue[] => Array.isArray(value);

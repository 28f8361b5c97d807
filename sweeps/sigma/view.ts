import { UNLIKE } from "../likeness";
import type { FieldValue, LogRecord } from "../log-record";
import { WHOLE_TEXT } from "./expression";

export type Value = ReturnType<LogRecord["get"]>;
/** A field as text; several when it has several values; undefined when it has none. */
export type Texts = string | readonly string[] | undefined;

/** One record after the other, each of its fields read, written as text and lower-cased at most once. */
export interface View {
  open(record: LogRecord): void;
  /** Whether records that are alike may differ in it. */
  isUnlike(field: string): boolean;
  /** The number by which a field is asked for. */
  slot(field: string): number;
  value(slot: number): Value;
  texts(slot: number): Texts;
  lower(slot: number): Texts;
  /** Lower-case, with the dashes of windash as "-". */
  dashed(slot: number): Texts;
}

/** `renames`: the log's name of a field that rules call otherwise. */
export function createView(renames: ReadonlyMap<string, string>): View {
  let record: LogRecord;
  let generation = 0;
  const slots = new Map<string, number>();
  const readers: (() => Value)[] = [];
  const values: Value[] = [];
  const texts: Kept = { texts: [], of: [] };
  const lower: Kept = { texts: [], of: [] };
  const dashed: Kept = { texts: [], of: [] };
  const valuesOf: number[] = [];

  function readerOf(field: string): () => Value {
    if (field === WHOLE_TEXT) return () => record.text();
    if (field === "EventID") return () => record.get(field) ?? record.kind.eventId;
    if (field === "Channel") return () => record.get(field) ?? record.kind.channel;
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

  function textsOf(slot: number): Texts {
    if (texts.of[slot] !== generation) keep(texts, slot, asTexts(value(slot)));
    return texts.texts[slot];
  }

  function lowerOf(slot: number): Texts {
    if (lower.of[slot] !== generation) keep(lower, slot, each(textsOf(slot), lowerCase));
    return lower.texts[slot];
  }

  function dashedOf(slot: number): Texts {
    if (dashed.of[slot] !== generation) keep(dashed, slot, each(lowerOf(slot), oneDash));
    return dashed.texts[slot];
  }

  function keep(kept: Kept, slot: number, made: Texts): void {
    kept.texts[slot] = made;
    kept.of[slot] = generation;
  }

  return {
    open(next) {
      record = next;
      generation += 1;
    },
    isUnlike: (field) =>
      field === WHOLE_TEXT || UNLIKE.has(field) || UNLIKE.has(renames.get(field) ?? field),
    slot(field) {
      const known = slots.get(field);
      if (known !== undefined) return known;
      const slot = readers.length;
      slots.set(field, slot);
      readers.push(readerOf(field));
      valuesOf.push(0);
      values.push(undefined);
      for (const kept of [texts, lower, dashed]) {
        kept.texts.push(undefined);
        kept.of.push(0);
      }
      return slot;
    },
    value,
    texts: textsOf,
    lower: lowerOf,
    dashed: dashedOf,
  };
}

/** Texts by slot, and of which record each is. */
interface Kept {
  readonly texts: Texts[];
  readonly of: number[];
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

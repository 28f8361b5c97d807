import { holdsOf } from "./evaluate";
import type { Test } from "./expression";
import { type Value, type View, isList } from "./view";

/** The values of a field, told apart by nothing but what tests of it say. */
export interface FieldClasses {
  /** The class of the value that the field has in the record that the view is open on. */
  classOf(): number;
  /** What each test says of a class. */
  answers(kind: number): ReadonlyMap<Test, boolean>;
}

const LONGEST = 64;
const MOST = 2_000;

/** Remembers the classes of values that come again and again, and of none when they do not. */
export function fieldClasses(tests: readonly Test[], slot: number, view: View): FieldClasses {
  const holds = tests.map((test) => holdsOf(test, slot, view));
  const classes = new Map<string, number>();
  const answers: ReadonlyMap<Test, boolean>[] = [];
  const known = new Map<Value, number>();
  let [asked, missed] = [0, 0];
  let isWorthwhile = true;

  const tested = (): number => {
    let print = "";
    for (const one of holds) print += one() ? "1" : "0";
    const kind = classes.get(print);
    if (kind !== undefined) return kind;
    classes.set(print, answers.length);
    return answers.push(new Map(tests.map((test, index) => [test, print[index] === "1"]))) - 1;
  };

  const keep = (value: Value, kind: number): void => {
    missed += 1;
    if (!isWorthwhile || isList(value)) return;
    if (typeof value === "string" && value.length > LONGEST) return;
    if (known.size >= MOST) {
      isWorthwhile = missed < asked / 2;
      [asked, missed] = [0, 0];
      known.clear();
    }
    known.set(typeof value === "string" ? copied(value) : value, kind);
  };

  return {
    classOf() {
      const value = view.value(slot);
      asked += 1;
      const before = known.get(value);
      if (before !== undefined) return before;
      const kind = tested();
      keep(value, kind);
      return kind;
    },
    answers: (kind) => answers[kind]!,
  };
}

/** A part of a string keeps the whole of it in memory; a copy does not. */
const copied = (text: string): string => Buffer.from(text, "utf16le").toString("utf16le");

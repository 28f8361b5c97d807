import { Likeness } from "../../likeness";
import { ascii, digits, isDigit, startsWith } from "../bytes";
import { Facts, sameButPort } from "../facts";
import type { Form } from "./form";
import { NO_PROGRAM, type Program } from "./program";

/** A line, as far as its fields depend on it. */
export interface Line {
  host: string | undefined;
  program: Program | undefined;
  form: Form | undefined;
  /** Where its message is. */
  messageBytes: Buffer;
  messageStart: number;
  messageEnd: number;
}

interface Known {
  readonly host: string | undefined;
  readonly program: Program | undefined;
  readonly form: Form;
  /** The message, without a port at its end. */
  readonly said: Uint8Array;
  /** How much follows the port; -1 where the message has none. */
  readonly tail: number;
  readonly likeness: Likeness | undefined;
}

const SLOTS = 8_192;
const LONGEST = 256;
/** The last bytes, by which a slot is chosen. */
const HASHED = 48;
/** Of so many lines half must have been known; else for many nothing is looked up. */
const TRIAL = 1_024;
const REST = 65_536;

/**
 * Remembers what lines say, and answers what stands for all lines that say the same but for a port at their end. Bounded:
 * lines that fall on the same slot take turns.
 */
export function likenesses(): (line: Line) => Likeness | undefined {
  const ofForms = likenessesOfForms();
  const ofOthers = likenessesOfOthers();
  return (line) => (line.form ? ofForms(line, line.form) : ofOthers(line));
}

/** What has no form has no fields of its message: of a program and a host all such lines are alike. */
function likenessesOfOthers(): (line: Line) => Likeness {
  const last = new WeakMap<Program, { host: string | undefined; likeness: Likeness }>();
  return ({ host, program = NO_PROGRAM }) => {
    const before = last.get(program);
    if (before && before.host === host) return before.likeness;
    const likeness = new Likeness();
    last.set(program, { host, likeness });
    return likeness;
  };
}

function likenessesOfForms(): (line: Line, form: Form) => Likeness | undefined {
  const slots: (Known | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  let [asked, known, rest] = [0, 0, 0];

  const isWorthwhile = (): boolean => {
    if (rest > 0) {
      rest -= 1;
      return false;
    }
    asked += 1;
    if (asked < TRIAL) return true;
    if (known < asked / 2) rest = REST;
    [asked, known] = [0, 0];
    return true;
  };

  return ({ host, program, messageBytes: bytes, messageStart: start, messageEnd: stop }, form) => {
    const end = portBefore(bytes, start, stop);
    if (end - start > LONGEST || !isWorthwhile()) return undefined;
    let hash = end - start;
    for (let at = Math.max(start, end - HASHED); at < end; at += 1)
      hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    const tail = end === stop ? -1 : stop - portEnd(bytes, end, stop);
    const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
    const before = slots[slot];
    if (
      before &&
      before.form === form &&
      before.program === program &&
      before.host === host &&
      before.tail === tail &&
      before.said.length === end - start &&
      startsWith(bytes, start, end, before.said)
    ) {
      known += 1;
      return before.likeness;
    }
    const isAlike = end === stop || isOnlyAPort(form, bytes, start, end, stop);
    const said = Uint8Array.from(bytes.subarray(start, end));
    const likeness = isAlike ? new Likeness() : undefined;
    slots[slot] = { host, program, form, said, tail, likeness };
    return likeness;
  };
}

const PORT = ascii(" port ");
const ENDS = [ascii(" [preauth]"), ascii(" ssh2")];
const MOST_PORT = 65_535;

/** Where " port N" begins, with which a message ends, or that sshd's last words follow; its end where there is none. */
function portBefore(bytes: Buffer, start: number, end: number): number {
  let stop = end;
  for (const word of ENDS) {
    const at = stop - word.length;
    if (at > start && bytes[at] === 0x20 && startsWith(bytes, at, stop, word)) stop = at;
  }
  let at = stop;
  while (at > start && at > stop - 6 && isDigit(bytes[at - 1])) at -= 1;
  if (!(digits(bytes, at, stop) <= MOST_PORT)) return end;
  at -= PORT.length;
  return at > start && startsWith(bytes, at, stop, PORT) ? at : end;
}

function portEnd(bytes: Buffer, at: number, end: number): number {
  let stop = at + PORT.length;
  while (stop < end && isDigit(bytes[stop])) stop += 1;
  return stop;
}

/** Whether nothing but the port that a form reads from a message changes with the digits there: a user may be called "x port 22", too. */
function isOnlyAPort(form: Form, bytes: Buffer, start: number, end: number, stop: number): boolean {
  const before = bytes.toString("utf8", start, end + PORT.length);
  const after = bytes.toString("utf8", portEnd(bytes, end, stop), stop);
  const read = (port: number): Facts => {
    const facts = new Facts();
    form.read(`${before}${port}${after}`, facts);
    return facts;
  };
  return sameButPort(read(1), read(MOST_PORT));
}

import type { Syntax } from "./regex-syntax";

/** Enough to tell apart, and few enough to search for. */
const MOST_TEXTS = 32;
/** Ways through an expression from one place that a backtracking engine may have to try. */
const MOST_WAYS = 64;

interface Texts {
  /** All texts that it can match, when they are few. */
  readonly exact?: readonly string[];
  /** Texts of which one is in whatever it matches. */
  readonly among?: readonly string[];
}

/** Texts, as written, of which one is in whatever the expression matches; undefined when none can be named. */
export function textsWithin(syntax: Syntax): readonly string[] | undefined {
  const { exact, among } = textsOf(syntax);
  return better(exact, among);
}

function textsOf(syntax: Syntax): Texts {
  if (syntax.type === "text") return { exact: [syntax.text] };
  if (syntax.type === "start" || syntax.type === "boundary") return { exact: [""] };
  if (syntax.type === "character") return {};
  if (syntax.type === "repeat") {
    if (syntax.least === 0) return {};
    const inner = textsOf(syntax.of);
    const among = better(inner.exact, inner.among);
    if (syntax.least === 1 && syntax.most === 1) return inner;
    return among ? { among } : {};
  }
  return syntax.type === "choice" ? ofChoice(syntax.of) : ofSequence(syntax.of);
}

function ofChoice(branches: readonly Syntax[]): Texts {
  const all = branches.map(textsOf);
  const exact = all.every((one) => one.exact) ? all.flatMap((one) => one.exact ?? []) : undefined;
  if (exact && exact.length <= MOST_TEXTS) return { exact };
  const among = all.map((one) => better(one.exact, one.among));
  const texts = among.flatMap((one) => one ?? []);
  return among.every((one) => one !== undefined) && texts.length <= MOST_TEXTS
    ? { among: texts }
    : {};
}

function ofSequence(parts: readonly Syntax[]): Texts {
  let run: readonly string[] = [""];
  let best: readonly string[] | undefined;
  let isExact = true;
  for (const part of parts) {
    const { exact, among } = textsOf(part);
    if (exact && run.length * exact.length <= MOST_TEXTS) {
      run = run.flatMap((head) => exact.map((tail) => head + tail));
      continue;
    }
    isExact = false;
    best = better(best, better(run, better(exact, among)));
    run = exact ?? [""];
  }
  if (isExact) return { exact: run };
  const among = better(best, run);
  return among ? { among } : {};
}

const shortest = (texts: readonly string[]): number =>
  texts.length === 0 || texts.length > MOST_TEXTS
    ? 0
    : Math.min(...texts.map((text) => text.length));

/** Those whose shortest is longer. An empty text says nothing. */
function better(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  const [first, second] = [shortest(one ?? []), shortest(other ?? [])];
  if (first === 0 && second === 0) return undefined;
  return first >= second ? one : other;
}

/**
 * Source that finds out the same as `source` (whether it is anywhere in a text) and on which a backtracking
 * engine needs no more than a fixed number of steps for each character; undefined when that cannot be proved.
 *
 * Proof: what repeats at either end of an unanchored search can be cut down to its least number, since the
 * search may begin later or end earlier. If then nothing repeats without bound, a place is tried in at most
 * MOST_WAYS ways of bounded length. If the expression begins with `^`, only one place is tried, and a single
 * unbounded repetition of one character makes as many ways as there are characters, each of bounded length.
 */
export function linearSource(source: string, syntax: Syntax): string | undefined {
  if (syntax.type !== "sequence") return isBounded(syntax, 0) ? source : undefined;
  const parts = [...syntax.of];
  let [start, end] = [0, source.length];
  let [head, tail] = ["", ""];
  const last = parts.at(-1);
  if (last?.type === "repeat" && last.least <= 1) {
    end = last.inner[0];
    tail = last.least === 0 ? "" : source.slice(...last.inner);
    parts.splice(-1, 1, ...(last.least === 0 ? [] : [last.of]));
  }
  const [first] = parts;
  if (first?.type === "repeat" && first.least <= 1 && first.end <= end) {
    start = first.end;
    head = first.least === 0 ? "" : source.slice(...first.inner);
    parts.splice(0, 1, ...(first.least === 0 ? [] : [first.of]));
  }
  const unbounded = parts[0]?.type === "start" ? 1 : 0;
  if (!isBounded({ type: "sequence", of: parts }, unbounded)) return undefined;
  return head + source.slice(start, end) + tail;
}

function isBounded(syntax: Syntax, unbounded: number): boolean {
  const simple = unboundedOf(syntax);
  return simple !== undefined && simple <= unbounded && waysOf(syntax) <= MOST_WAYS;
}

/** How many unbounded repetitions there are, each of one character; undefined when one is of more. */
function unboundedOf(syntax: Syntax): number | undefined {
  if (syntax.type === "sequence" || syntax.type === "choice") {
    let sum = 0;
    for (const part of syntax.of) {
      const inner = unboundedOf(part);
      if (inner === undefined) return undefined;
      sum += inner;
    }
    return sum;
  }
  if (syntax.type !== "repeat") return 0;
  const inner = unboundedOf(syntax.of);
  if (syntax.most !== Infinity && syntax.most > MOST_WAYS) return undefined;
  if (syntax.most !== Infinity) return inner === 0 || syntax.most <= 1 ? inner : undefined;
  const isOne =
    syntax.of.type === "character" || (syntax.of.type === "text" && syntax.of.text.length === 1);
  return isOne ? 1 : undefined;
}

function waysOf(syntax: Syntax): number {
  if (syntax.type === "sequence") return syntax.of.reduce((ways, part) => ways * waysOf(part), 1);
  if (syntax.type === "choice") return syntax.of.reduce((ways, part) => ways + waysOf(part), 0);
  if (syntax.type !== "repeat") return 1;
  if (syntax.most === Infinity) return waysOf(syntax.of);
  let ways = 0;
  for (let count = syntax.least; count <= syntax.most && ways <= MOST_WAYS; count += 1)
    ways += waysOf(syntax.of) ** count;
  return ways;
}

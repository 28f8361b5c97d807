/** What a made-up log says that somebody did, as its maker knows it. */
export interface Fact {
  /** "guess": a log-in that failed; "asked": a name was tried that does not exist; … */
  what: "guess" | "asked" | "log-in" | "denied" | "locked" | "elevation" | "explicit";
  /** Milliseconds since 1970. */
  time: number;
  /** How many times. */
  count: number;
  /** Which log of several about the same attempt: NTLM's validation and the audit daemon are second witnesses. */
  witness: "first" | "ntlm" | "audit";
  source?: string;
  user?: string;
  /** Undefined where the log names no machine. */
  host?: string;
  /** A person at a desktop, by Remote Desktop or SSH, from an address. */
  isRemote?: boolean;
  path?: string;
  session?: string;
}

/** A log and what must be found in it. */
export interface MadeLog {
  format: string;
  text: string;
  facts: Fact[];
  /** Findings that one record makes: rule, group. */
  alone: Found[];
}

export interface Found {
  rule: string;
  group: Record<string, string>;
}

export const START = Date.UTC(2026, 2, 10, 8);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Numbers by chance, the same for the same seed. */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, not including, the limit. */
  below(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

export const PEOPLE = ["ann", "bob", "carla", "dinh", "eve", "farid", "gus", "hana", "ivo", "jun"];
export const homeOf = (person: string): string => `192.0.2.${10 + PEOPLE.indexOf(person)}`;

/** When and how somebody tries to log in, before it is written in a log's own words. */
export interface Try {
  time: number;
  source: string;
  user: string;
  isKnown: boolean;
  succeeds: boolean;
}

/** A working day of people who mistype now and then, and in it some attacks. In order of time. */
export function tries(dice: Dice): Try[] {
  const all: Try[] = [];
  for (let time = START; time < START + 9 * HOUR; time += dice.between(1, 8) * MINUTE) {
    const user = dice.one(PEOPLE);
    let at = time + dice.below(50) * SECOND;
    for (let wrong = dice.below(4) - 1; wrong > 0; wrong -= 1, at += 7 * SECOND)
      all.push({ time: at, source: homeOf(user), user, isKnown: true, succeeds: false });
    all.push({ time: at, source: homeOf(user), user, isKnown: true, succeeds: true });
  }
  for (let attack = dice.between(3, 6); attack > 0; attack -= 1)
    all.push(...attackOf(dice, attack));
  return all.toSorted((one, other) => one.time - other.time);
}

function attackOf(dice: Dice, number: number): Try[] {
  const start = START + dice.below(8 * 3_600) * SECOND;
  const source = `198.51.100.${number}`;
  const step = dice.one([1, 20, 90, 150, 170, 600]) * SECOND;
  const times = dice.between(3, 14);
  const sort = dice.one(["one account", "accounts", "names", "sources"]);
  const victim = dice.one(PEOPLE);
  const made = Array.from({ length: times }, (_, index): Try => {
    const isKnown = sort !== "names";
    const user =
      sort === "accounts"
        ? PEOPLE[index % PEOPLE.length]!
        : isKnown
          ? victim
          : `guess${number}x${index}`;
    const from = sort === "sources" ? `198.51.100.${100 + number * 15 + index}` : source;
    return { time: start + index * step, source: from, user, isKnown, succeeds: false };
  });
  const last = made.at(-1)!;
  if (dice.chance(50))
    made.push({
      ...last,
      time: last.time + dice.between(1, 80) * MINUTE,
      user: victim,
      isKnown: true,
      succeeds: true,
    });
  return made;
}

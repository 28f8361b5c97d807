import { appendFileSync, existsSync, readFileSync } from "node:fs";

/**
 * What several processes did to one database, one after the other, as lines of a file. Each line is
 * in the file before the next thing happens, so a process that is killed has told everything.
 */
export type Line =
  | { is: "life" }
  | { is: "point"; where: string }
  | { is: "commit" }
  /** A request of the client, by its place in the script. */
  | { is: "ask" | "ack"; step: string }
  /** A call of an activity, and its result, written but not committed yet. */
  | { is: "scheduled"; call: string; activity: string }
  | { is: "result"; call: string }
  | { is: "run"; activity: string };

const memberOf = { point: "where", ask: "step", ack: "step", result: "call", run: "activity" };

export function writeLine(file: string, line: Line): void {
  const [, ...rest] = Object.values<string>(line);
  appendFileSync(file, `${[line.is, ...rest].join(" ")}\n`);
}

export function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map(lineOf);
}

function lineOf(text: string): Line {
  const [is = "", first = ""] = text.split(" ", 2);
  const rest = text.slice(is.length + 1);
  if (is === "scheduled") return { is, call: first, activity: rest.slice(first.length + 1) };
  const member = memberOf[is as keyof typeof memberOf];
  return (member ? { is, [member]: rest } : { is }) as Line;
}

/** What is known from outside, without asking the host, of what must be in the database. */
export interface Account {
  /** Requests that were committed, or acknowledged. */
  done: Set<string>;
  points: string[];
  /** How often each call's result was committed. */
  results: Map<string, number>;
  /** Sentences about what must never be. */
  problems: string[];
}

interface Life {
  asked: string[];
  scheduled: Map<string, string>;
  results: string[];
  /** Runs that this process may still begin, by activity. */
  allowed: Map<string, number>;
}

/** Goes through a journal and notes every order of events that the contract forbids. */
export function accountOf(lines: readonly Line[]): Account {
  const account: Account = { done: new Set(), points: [], results: new Map(), problems: [] };
  const calls = new Map<string, string>();
  let life = bornWith(calls, account);

  for (const line of lines) {
    switch (line.is) {
      case "life":
        life = bornWith(calls, account);
        account.points = [];
        break;
      case "point":
        account.points.push(line.where);
        break;
      case "ask":
        life.asked.push(line.step);
        break;
      case "ack":
        if (!account.done.has(line.step))
          account.problems.push(`"${line.step}" was acknowledged before it was durable`);
        account.done.add(line.step);
        break;
      case "scheduled":
        life.scheduled.set(line.call, line.activity);
        break;
      case "result":
        life.results.push(line.call);
        break;
      case "run":
        beginRun(life, line.activity, account);
        break;
      case "commit":
        commit(life, calls, account);
    }
  }
  for (const [activity, left] of life.allowed) {
    if (left > 0) account.problems.push(`"${activity}" was called and has not run, ${left} times`);
  }
  for (const [call, activity] of calls) {
    const count = account.results.get(call) ?? 0;
    if (count !== 1) account.problems.push(`"${activity}" has ${count} results for one call`);
  }
  return account;
}

/** A process may run what was called and has no result; nothing else, and each of these once. */
function bornWith(calls: ReadonlyMap<string, string>, { results }: Account): Life {
  const allowed = new Map<string, number>();
  for (const [call, activity] of calls) if (!results.has(call)) add(allowed, activity, 1);
  return { asked: [], scheduled: new Map(), results: [], allowed };
}

function beginRun({ allowed }: Life, activity: string, { problems }: Account): void {
  if ((allowed.get(activity) ?? 0) < 1) {
    problems.push(`"${activity}" ran before its call was durable, or after its result was`);
  }
  add(allowed, activity, -1);
}

function commit(life: Life, calls: Map<string, string>, account: Account): void {
  for (const step of life.asked.splice(0)) account.done.add(step);
  for (const [call, activity] of life.scheduled) {
    calls.set(call, activity);
    account.results.delete(call); // a rewound flow makes the same call again
    add(life.allowed, activity, 1);
  }
  life.scheduled.clear();
  for (const call of life.results.splice(0)) add(account.results, call, 1);
}

const add = (counts: Map<string, number>, key: string, count: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + count);

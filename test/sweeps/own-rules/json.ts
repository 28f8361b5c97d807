import { Dice, type Fact, type MadeLog, SECOND, START, type Try, tries } from "./facts";

type Fields = Record<string, string | undefined>;

/** Applications' logs in one file of JSON lines: nested or flat, some with a machine, some without, some without a source. */
export function applicationLog(seed: number): MadeLog {
  const dice = new Dice(seed);
  const rows: { time: number; line: string }[] = [];
  const facts: Fact[] = [];
  const write = (time: number, fields: Fields): void => {
    const all = { "@timestamp": new Date(time).toISOString(), ...fields };
    rows.push({ time, line: JSON.stringify(dice.chance(50) ? all : nested(all)) });
  };

  const attempt = ({ time, source, user, succeeds }: Try): void => {
    const host = dice.chance(50) ? dice.one(["shop1", "shop2"]) : undefined;
    const from = dice.chance(90) ? source : undefined;
    write(time, {
      message: `log-in of ${user}`,
      "event.category": dice.chance(50) ? "authentication" : undefined,
      "event.outcome": succeeds ? "success" : "failure",
      "user.name": dice.one([user, user.toUpperCase(), `CORP\\${user}`]),
      "source.ip": from ?? dice.one([undefined, "127.0.0.1", "-"]),
      "host.name": host,
    });
    const here = host === undefined ? undefined : `local on ${host} (unknown)`;
    const known = { source: from ?? here, host };
    // Nobody knows who a stranger's log-in is to be counted with.
    if (succeeds && known.source === undefined) return;
    facts.push({
      what: succeeds ? "log-in" : "guess",
      time,
      count: 1,
      witness: "first",
      user,
      ...(known.source !== undefined && { source: known.source }),
      ...(host !== undefined && { host }),
    });
  };
  for (const one of tries(dice)) {
    attempt(one);
    if (dice.chance(30)) write(one.time, { message: "request", "http.request.method": "GET" });
  }

  const spree = START + dice.below(8 * 3_600) * SECOND;
  for (let index = dice.between(5, 30); index > 0; index -= 1) {
    const path = `/exports/${dice.below(20)}.csv`;
    const time = spree + index * SECOND;
    write(time, {
      "event.outcome": "failure",
      "user.name": "mallory",
      "host.name": "files1",
      "file.path": path,
    });
    facts.push({
      what: "denied",
      time,
      count: 1,
      witness: "first",
      user: "mallory",
      host: "files1",
      path,
    });
  }

  const inOrder = <T extends { time: number }>(list: T[]): T[] =>
    list.toSorted((one, other) => one.time - other.time);
  return {
    format: "json-lines",
    text: inOrder(rows)
      .map(({ line }) => line)
      .join("\n"),
    facts: inOrder(facts),
    alone: [],
  };
}

/** {"a.b": 1} as {"a": {"b": 1}}. */
function nested(fields: Fields): object {
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const [first, second] = name.split(".", 2) as [string, string | undefined];
    if (value === undefined) continue;
    if (second === undefined) made[first] = value;
    else made[first] = { ...(made[first] as object | undefined), [second]: value };
  }
  return made;
}

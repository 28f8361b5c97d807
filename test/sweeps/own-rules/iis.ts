import { Dice, type Fact, type MadeLog, tries } from "./facts";

const COLUMNS = [
  "date time s-ip cs-method cs-uri-stem cs-username c-ip sc-status sc-substatus sc-win32-status time-taken",
  "date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-substatus sc-win32-status",
] as const;

/** A W3C log of IIS whose columns change in the middle, with the handshakes of those who log in. */
export function iisLog(seed: number): MadeLog {
  const dice = new Dice(seed);
  const lines = ["#Software: Microsoft Internet Information Services 10.0"];
  const facts: Fact[] = [];
  let columns: string = COLUMNS[0];
  const choose = (next: string): void => {
    columns = next;
    lines.push(`#Fields: ${next}`);
  };
  choose(columns);
  const write = (time: number, values: Record<string, string>): void => {
    const iso = new Date(time).toISOString();
    const all: Record<string, string> = {
      date: iso.slice(0, 10),
      time: iso.slice(11, 19),
      "s-ip": "192.0.2.5",
      "cs-method": "GET",
      "cs-uri-stem": "/app",
      "s-port": "443",
      "time-taken": "12",
      "sc-substatus": "0",
      "sc-win32-status": "0",
      "cs-username": "-",
      ...values,
    };
    lines.push(
      columns
        .split(" ")
        .map((name) => all[name] ?? "-")
        .join(" "),
    );
  };

  for (const { time, source, user, succeeds } of tries(dice)) {
    if (dice.chance(5)) choose(dice.one(COLUMNS));
    const from = { "c-ip": source };
    write(time, { ...from, "sc-status": "401", "sc-substatus": "2", "sc-win32-status": "5" });
    write(time, {
      ...from,
      "sc-status": "401",
      "sc-substatus": "1",
      "sc-win32-status": "2148074254",
    });
    const named = { ...from, "cs-username": `CORP\\${user}` };
    const fact = {
      time,
      count: 1,
      witness: "first",
      source,
      user,
      host: "192.0.2.5",
    } as const;
    if (succeeds) {
      write(time, { ...named, "sc-status": dice.one(["200", "302"]) });
      facts.push({ ...fact, what: "log-in" });
    } else {
      write(time, { ...named, "sc-status": "401", "sc-substatus": "1", "sc-win32-status": "1326" });
      facts.push({ ...fact, what: "guess" });
    }
    if (dice.chance(30)) write(time, { "c-ip": "192.0.2.240", "sc-status": "404" });
  }
  return { format: "iis", text: lines.join("\n"), facts, alone: [] };
}

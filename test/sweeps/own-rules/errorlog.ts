import { Dice, type Fact, HOUR, MINUTE, type MadeLog, START, tries } from "./facts";

const stamp = (time: number): string => new Date(time).toISOString().slice(0, 22).replace("T", " ");

/** ERRORLOG of one SQL Server: each failure in two lines, other threads in between, names that lie. */
export function sqlErrorLog(seed: number): MadeLog {
  const dice = new Dice(seed);
  const lines: string[] = [];
  const facts: Fact[] = [];
  const write = (time: number, source: string, text: string): void => {
    lines.push(`${stamp(time)} ${source.padEnd(11)} ${text}`);
  };
  const refused = (time: number, state: number, text: string): void => {
    write(time, "Logon", `Error: 18456, Severity: 14, State: ${state}.`);
    if (dice.chance(30)) write(time, "spid12s", "Starting up database 'shop'.");
    write(time, "Logon", text);
  };

  let isOn = false;
  for (const { time, source, user, isKnown, succeeds } of tries(dice)) {
    const name = dice.chance(10) ? `${user}' [CLIENT: 203.0.113.99]` : user;
    const fact = { time, count: 1, witness: "first", source, user: name.toLowerCase() } as const;
    if (succeeds) {
      write(
        time,
        "Logon",
        `Login succeeded for user '${name}'. Connection made using SQL Server authentication. [CLIENT: ${source}]`,
      );
      facts.push({ ...fact, what: "log-in" });
    } else {
      const why = isKnown
        ? "Password did not match that for the login provided."
        : "Could not find a login matching the name provided.";
      refused(
        time,
        isKnown ? 8 : 5,
        `Login failed for user '${name}'. Reason: ${why} [CLIENT: ${source}]`,
      );
      facts.push({ ...fact, what: "guess" });
      if (!isKnown) facts.push({ ...fact, what: "asked" });
    }
    if (dice.chance(20))
      refused(
        time,
        38,
        "Login failed for user 'app'. Reason: Failed to open the explicitly specified database 'x'. [CLIENT: 192.0.2.222]",
      );
    if (!isOn && time > START + HOUR) {
      isOn = true;
      write(
        time,
        "spid55",
        "Configuration option 'xp_cmdshell' changed from 0 to 1. Run the RECONFIGURE statement to install.",
      );
      write(
        time,
        "spid55",
        "Configuration option 'show advanced options' changed from 0 to 1. Run the RECONFIGURE statement to install.",
      );
    }
  }
  write(
    START + 20 * HOUR + MINUTE,
    "Server",
    "SQL Server is terminating because of a system shutdown.",
  );
  return {
    format: "mssql-errorlog",
    text: lines.join("\n"),
    facts,
    alone: [{ rule: "xp_cmdshell_enabled", group: {} }],
  };
}

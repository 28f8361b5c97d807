import {
  Dice,
  type Fact,
  HOUR,
  MINUTE,
  type MadeLog,
  SECOND,
  START,
  type Try,
  tries,
} from "./facts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HOST = "web1";

function stamp(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, " ");
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}`;
}

/** auth.log of one machine: sshd with PAM, repeats reduced as rsyslog does, and sudo. */
export function authLog(seed: number): MadeLog {
  const dice = new Dice(seed);
  const rows: { time: number; text: string }[] = [];
  const facts: Fact[] = [];
  const write = (time: number, program: string, text: string): void => {
    rows.push({ time, text: `${stamp(time)} ${HOST} ${program}: ${text}` });
  };
  const fact = (one: Omit<Fact, "witness" | "host">): void => {
    facts.push({ ...one, witness: "first", host: HOST });
  };

  const guess = ({ time, source, user, isKnown }: Try): void => {
    const pid = dice.between(1_000, 30_000);
    const program = `${dice.one(["sshd", "sshd-session"])}[${pid}]`;
    const port = dice.between(1_024, 65_000);
    const failed = `Failed password for ${isKnown ? "" : "invalid user "}${user} from ${source} port ${port} ssh2`;
    if (!isKnown) {
      write(time, program, `Invalid user ${user} from ${source} port ${port}`);
      fact({ what: "asked", time, count: 1, source, user });
    }
    write(
      time,
      program,
      `pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${source}${isKnown ? `  user=${user}` : ""}`,
    );
    write(time, program, failed);
    const repeats = dice.chance(20) ? dice.between(2, 6) : 0;
    if (repeats > 0) write(time, program, `message repeated ${repeats} times: [ ${failed}]`);
    for (const count of repeats > 0 ? [1, repeats] : [1]) {
      fact({ what: "guess", time, count, source, user });
      if (!isKnown) fact({ what: "asked", time, count, source, user });
    }
    if (dice.chance(50))
      write(
        time,
        program,
        `Connection closed by ${isKnown ? "authenticating" : "invalid"} user ${user} ${source} port ${port} [preauth]`,
      );
  };

  const logIn = ({ time, source, user }: Try): void => {
    const program = `sshd[${dice.between(1_000, 30_000)}]`;
    write(time, program, `Accepted password for ${user} from ${source} port 50022 ssh2`);
    write(
      time,
      program,
      `pam_unix(sshd:session): session opened for user ${user}(uid=1000) by (uid=0)`,
    );
    fact({ what: "log-in", time, count: 1, source, user, isRemote: true });
  };

  for (const one of tries(dice)) (one.succeeds ? logIn : guess)(one);

  for (let address = dice.between(3, 7); address > 0; address -= 1) {
    const time = START + address * HOUR + dice.below(50) * MINUTE;
    logIn({ time, source: `203.0.113.${address}`, user: "shared", isKnown: true, succeeds: true });
  }

  const wrong = dice.between(1, 3);
  for (let time = 0; time < wrong; time += 1) {
    const at = START + 5 * HOUR + time * MINUTE;
    const times = dice.between(1, 3);
    write(
      at,
      "sudo",
      `     bob : ${times} incorrect password attempts ; TTY=pts/1 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/bash`,
    );
    fact({ what: "elevation", time: at, count: times, user: "bob" });
  }

  const night = START + 19 * HOUR + dice.below(60) * SECOND;
  logIn({ time: night, source: "192.0.2.77", user: "nightowl", isKnown: true, succeeds: true });
  write(night + 50 * SECOND, "usermod[7]", "add 'nightowl' to group 'sudo'");
  write(night + 50 * SECOND, "usermod[7]", "add 'nightowl' to shadow group 'sudo'");
  write(
    night + 60 * SECOND,
    "sudo",
    "nightowl : TTY=pts/1 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/shred /var/log/auth.log.1",
  );

  const inOrder = <T extends { time: number }>(list: T[]): T[] =>
    list.toSorted((one, other) => one.time - other.time);
  return {
    format: "syslog",
    text: inOrder(rows)
      .map(({ text }) => text)
      .join("\n"),
    facts: inOrder(facts),
    alone: [
      {
        rule: "log_in_off_hours",
        group: { "host.name": HOST, "user.name": "nightowl", "source.address": "192.0.2.77" },
      },
      { rule: "new_linux_admin", group: { "host.name": HOST } },
      {
        rule: "linux_log_removed_by_sudo",
        group: {
          "host.name": HOST,
          "user.name": "nightowl",
          "source.address": `local on ${HOST} (sudo)`,
        },
      },
    ],
  };
}

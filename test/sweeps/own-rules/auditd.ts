import { Dice, type Fact, HOUR, type MadeLog, SECOND, START, tries } from "./facts";

/** audit.log of one machine: log-ins over SSH, sudo, and denied files in events of several lines that lie between each other. */
export function auditLog(seed: number): MadeLog {
  const dice = new Dice(seed);
  const rows: { time: number; lines: string[] }[] = [];
  const facts: Fact[] = [];
  let serial = 100;
  const message = (time: number, number: number): string =>
    `msg=audit(${Math.floor(time / SECOND)}.${String(time % SECOND).padStart(3, "0")}:${number}):`;
  const user = (time: number, type: string, pid: number, details: string): string =>
    `type=${type} ${message(time, serial++)} pid=${pid} uid=0 auid=4294967295 ses=4294967295 msg='${details}'`;

  for (const { time, source, user: name, isKnown, succeeds } of tries(dice)) {
    const pid = dice.between(1_000, 30_000);
    const result = succeeds ? "success" : "failed";
    const account = isKnown
      ? `acct="${name}"`
      : `acct=${Buffer.from("(unknown)").toString("hex").toUpperCase()}`;
    const rest = `exe="/usr/sbin/sshd" hostname=${source} addr=${source} terminal=ssh res=${result}`;
    const lines = [
      user(time, "USER_AUTH", pid, `op=PAM:authentication grantors=? ${account} ${rest}`),
    ];
    if (dice.chance(50)) lines.push(user(time, "USER_LOGIN", pid, `op=login ${account} ${rest}`));
    rows.push({ time, lines });
    facts.push({
      what: succeeds ? "log-in" : "guess",
      time,
      count: 1,
      witness: "audit",
      source,
      ...(isKnown && { user: name }),
    });
    if (dice.chance(20))
      rows.push({
        time,
        lines: [
          `type=USER_AUTH ${message(time, serial++)} pid=${pid} uid=1000 auid=1000 ses=2 msg='op=PAM:authentication acct="bob" exe="/usr/bin/sudo" hostname=? addr=? terminal=/dev/pts/0 res=failed'`,
        ],
      });
  }

  const spree = START + dice.below(8 * 3_600) * SECOND;
  for (let index = dice.between(3, 16); index > 0; index -= 1) {
    const time = spree + index * dice.between(1, 40) * SECOND;
    const pair = [dice.below(16), dice.below(16)].map((number) => deniedFile(time, number));
    const [one, other] = pair as [string[], string[]];
    // The kernel writes from several processors at once.
    const mixed = one.flatMap((line, at) => [line, other[at]!]);
    rows.push({ time, lines: mixed });
  }
  function deniedFile(time: number, number: number): string[] {
    const head = message(time, serial++);
    const path = `/srv/finance/report ${number}.ods`;
    const isDenied = dice.chance(80);
    if (isDenied)
      facts.push({
        what: "denied",
        time,
        count: 1,
        witness: "audit",
        user: "1001",
        session: "7",
        path,
      });
    return [
      `type=SYSCALL ${head} arch=c000003e syscall=257 success=no exit=${isDenied ? dice.one([-13, -1]) : -2} a0=ffffff9c items=1 ppid=1 pid=2 auid=1001 uid=1001 gid=1001 tty=pts1 ses=7 comm="cat" exe="/usr/bin/cat" key="access"`,
      `type=CWD ${head} cwd="/srv"`,
      `type=PATH ${head} item=0 name=${Buffer.from(path).toString("hex").toUpperCase()} inode=5 nametype=NORMAL`,
      `type=PROCTITLE ${head} proctitle="cat"`,
    ];
  }

  const end = START + 10 * HOUR;
  rows.push({
    time: end,
    lines: [
      `type=CONFIG_CHANGE ${message(end, serial++)} auid=1001 ses=7 op=remove_rule key="access" list=4 res=1`,
      `type=DAEMON_END ${message(end + 1, serial++)} op=terminate auid=4294967295 uid=0 ses=4294967295 pid=1 res=success`,
    ],
  });
  return {
    format: "auditd",
    text: rows
      .toSorted((one, other) => one.time - other.time)
      .flatMap(({ lines }) => lines)
      .join("\n"),
    facts: facts.toSorted((one, other) => one.time - other.time),
    alone: [{ rule: "audit_rules_removed", group: {} }],
  };
}

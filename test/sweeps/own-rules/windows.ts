import {
  Dice,
  type Fact,
  HOUR,
  MINUTE,
  type MadeLog,
  PEOPLE,
  SECOND,
  START,
  type Try,
  tries,
} from "./facts";

type Row = { time: number; event: Record<string, unknown> };

/** A Security log of two servers and their domain controller as flat JSON, as collectors write it. */
export function securityLog(seed: number): MadeLog {
  const dice = new Dice(seed);
  const rows: Row[] = [];
  const facts: Fact[] = [];
  let record = 1;
  const write = (time: number, id: number, computer: string, details: Record<string, unknown>) => {
    rows.push({
      time,
      event: {
        EventID: id,
        Channel: dice.one(["Security", "security"]),
        Computer: computer,
        EventRecordID: record++,
        EventTime: `${new Date(time).toISOString().slice(0, 19)}.0001234Z`,
        ...details,
      },
    });
  };
  const fact = (one: Omit<Fact, "count" | "witness">, witness: Fact["witness"] = "first"): void => {
    facts.push({ count: 1, witness, ...one });
  };
  const written = (address: string): string => (dice.chance(50) ? `::ffff:${address}` : address);
  const cased = (user: string): string =>
    dice.one([user, user.toUpperCase(), `CORP\\${user}`, `${user}@corp.example`]);

  const guess = ({ time, source, user, isKnown }: Try): void => {
    const sort = dice.one(["server", "server", "kerberos", "ntlm", "local"]);
    if (sort === "ntlm") {
      const status = isKnown ? "0xc000006a" : "0xC0000064";
      const workstation = `pc-${source.split(".").at(-1)}`;
      write(time, 4776, "DC1", {
        TargetUserName: cased(user),
        Workstation: workstation.toUpperCase(),
        Status: status,
      });
      fact({ what: "guess", time, source: workstation, user, host: "dc1" }, "ntlm");
      if (!isKnown) fact({ what: "asked", time, source: workstation, user, host: "dc1" });
      return;
    }
    if (sort === "kerberos") {
      if (isKnown)
        write(time, 4771, "DC1", {
          TargetUserName: user,
          IpAddress: written(source),
          Status: dice.one(["0x18", "0x00000018"]),
        });
      else
        write(time, 4768, "DC1", {
          TargetUserName: user,
          IpAddress: written(source),
          Status: "0x6",
        });
      fact({ what: "guess", time, source, user, host: "dc1" });
      if (!isKnown) fact({ what: "asked", time, source, user, host: "dc1" });
      return;
    }
    const server = dice.one(["SRV1", "SRV2"]);
    const isLocal = sort === "local";
    write(time, 4625, server, {
      TargetUserName: cased(user),
      IpAddress: isLocal ? dice.one(["-", "::1", "127.0.0.1"]) : written(source),
      ProcessName: isLocal ? "C:\\Program Files\\app\\app.exe" : "-",
      WorkstationName: "-",
      LogonType: 3,
      Status: "0xc000006d",
      SubStatus: isKnown
        ? dice.one(["0xc000006a", "0x00000000C000006A"])
        : dice.one(["0xc0000064", "0xC0000064"]),
    });
    const host = server.toLowerCase();
    const from = isLocal ? `local on ${host} (app.exe)` : source;
    fact({ what: "guess", time, source: from, user, host });
    if (!isKnown) fact({ what: "asked", time, source: from, user, host });
  };

  const logIn = ({ time, source, user }: Try): void => {
    const server = dice.one(["SRV1", "SRV2"]);
    const isRemote = dice.chance(30);
    write(time, 4624, server, {
      TargetUserName: cased(user),
      IpAddress: written(source),
      LogonType: isRemote ? 10 : 3,
      ProcessName: "-",
    });
    fact({ what: "log-in", time, source, user, host: server.toLowerCase(), isRemote });
  };

  for (const one of tries(dice)) (one.succeeds ? logIn : guess)(one);

  for (let time = START; time < START + 9 * HOUR; time += dice.between(1, 5) * MINUTE) noise(time);
  function noise(time: number): void {
    write(time, 4625, "SRV1", {
      TargetUserName: "PC9$",
      IpAddress: "192.0.2.200",
      SubStatus: "0xc000006a",
    });
    write(time, 4624, "SRV1", { TargetUserName: "SYSTEM", IpAddress: "-", LogonType: 5 });
    write(time, 4625, "SRV1", {
      TargetUserName: dice.one(PEOPLE),
      IpAddress: "192.0.2.201",
      SubStatus: "0xc0000071",
    });
    write(time, 4648, "SRV2", {
      SubjectUserName: "SRV2$",
      TargetUserName: dice.one(PEOPLE),
      IpAddress: "192.0.2.202",
    });
  }

  const spree = START + dice.below(8 * 3_600) * SECOND;
  for (let index = dice.between(3, 10); index > 0; index -= 1) {
    const user = PEOPLE[index % PEOPLE.length]!;
    const time = spree + index * dice.between(1, 4) * MINUTE;
    write(time, 4740, "DC1", { TargetUserName: user, TargetDomainName: "KALI" });
    fact({ what: "locked", time, user });
    write(time, 4648, "PC7", { SubjectUserName: "mallory", TargetUserName: user, IpAddress: "-" });
    fact({ what: "explicit", time, user, host: "pc7", session: "mallory" });
  }
  for (let index = dice.between(5, 40); index > 0; index -= 1) {
    const path = `D:\\Finance\\${dice.below(14)}.xlsx`;
    const time = spree + index * SECOND;
    write(time, 4656, "FS1", {
      Keywords: "0x8010000000000000",
      ObjectType: "File",
      ObjectName: path,
      SubjectUserName: "mallory",
    });
    fact({ what: "denied", time, user: "mallory", host: "fs1", path });
  }
  write(spree, 1102, "SRV1", { SubjectUserName: "mallory" });
  write(spree, 4732, "SRV2", {
    TargetUserName: "Administrateurs",
    TargetSid: "S-1-5-32-544",
    MemberSid: "S-1-5-21-9-9-9-1200",
    SubjectUserName: "mallory",
  });
  write(spree, 4732, "SRV2", {
    TargetUserName: "Utilisateurs",
    TargetSid: "S-1-5-32-545",
    MemberSid: "S-1-5-21-9-9-9-1200",
    SubjectUserName: "ann",
  });

  return {
    format: "json-lines",
    text: rows
      .toSorted((one, other) => one.time - other.time)
      .map(({ event }) => JSON.stringify(event))
      .join("\n"),
    facts: facts.toSorted((one, other) => one.time - other.time),
    alone: [
      { rule: "windows_log_cleared", group: { "host.name": "srv1", "user.name": "mallory" } },
      { rule: "new_windows_admin", group: { "host.name": "srv2", "user.name": "mallory" } },
    ],
  };
}

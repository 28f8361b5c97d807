import { certificate, sqlLogin, startSqlServer } from "../../simulators/sql-server/server";

// A SQL Server with a table of log-ins, in a process of its own: node dist/bench/sweeps/sql-server.js ROWS. Tells its parent where it is.

/** What a reader must know of it. */
export interface Served {
  port: number;
  certificate: string;
  login: typeof sqlLogin;
}

const START = Date.UTC(2026, 0, 5);

function* logIns(rows: number): Generator<readonly (string | number)[]> {
  for (let id = 1; id <= rows; id += 1) {
    const at = new Date(START + id * 200).toISOString().slice(0, -1);
    yield [id, `${at}0000`, 4624, "sql1.corp.example", `user${id % 500}`, `10.0.0.${id % 250}`, 1];
  }
}

async function main(): Promise<void> {
  const server = await startSqlServer();
  server.create({
    name: "dbo.LogIns",
    columns: {
      Id: "bigint",
      At: "datetime2",
      EventId: "int",
      Computer: "nvarchar",
      UserName: "nvarchar",
      Address: "nvarchar",
      Succeeded: "bit",
    },
  });
  server.insert("dbo.LogIns", logIns(Number(process.argv[2])));
  process.once("disconnect", () => process.exit());
  process.send?.({ port: server.port, certificate, login: sqlLogin } satisfies Served);
}

void main();

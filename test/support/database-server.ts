import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { certificate, privateKey } from "../../simulators/sql-server/certificate";

/** A database server of a test's own, on loopback, with TLS by the simulators' certificate. */
export interface DatabaseServer {
  port: number;
  /** Where its administrator connects without a password, and is served. */
  socket: string;
  stop(): Promise<void>;
}

const FOLDERS = [
  ...(process.env.PATH ?? "").split(":"),
  "/usr/sbin",
  ...(existsSync("/usr/lib/postgresql")
    ? readdirSync("/usr/lib/postgresql").map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []),
];

/** Where a program is; undefined where it is not installed. */
export const programOf = (name: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));

/** Neither server runs as root. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function prepare(name: string): { folder: string; as: ReturnType<typeof owner> } {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const as = owner();
  writeFileSync(join(folder, "cert.pem"), certificate);
  writeFileSync(join(folder, "key.pem"), privateKey);
  chmodSync(join(folder, "key.pem"), 0o600);
  mkdirSync(join(folder, "data"));
  chmodSync(join(folder, "data"), 0o700);
  if (as) {
    for (const path of ["", "cert.pem", "key.pem", "data"]) {
      chownSync(join(folder, path), as.uid, as.gid);
    }
  }
  return { folder, as };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

const run = promisify(execFile);

/** How a server is started, and what fails for as long as it serves no connection. */
interface Program {
  path: string;
  args: (port: number) => string[];
  socket: string;
  connect: (port: number) => Promise<unknown>;
}

const longestStartMs = 120_000;

/** Starts a server on a port of its own: on another one when somebody takes that one first. */
async function running(
  { folder, as }: ReturnType<typeof prepare>,
  program: Program,
): Promise<DatabaseServer> {
  const started = performance.now();
  for (;;) {
    const port = await freePort();
    const child = spawn(program.path, program.args(port), {
      stdio: ["ignore", "ignore", "pipe"],
      ...as,
    });
    let output = "";
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    const ended = once(child, "close");
    const stop = async (): Promise<void> => {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    };
    let refusal = "";
    while (child.exitCode === null && performance.now() - started < longestStartMs) {
      try {
        await program.connect(port);
        return { port, socket: program.socket, stop };
      } catch (error) {
        refusal = (error as Error).message;
        await pause(50);
      }
    }
    if (child.exitCode !== null && /address already in use/i.test(output)) continue;
    await stop();
    throw new Error(`${program.path} served no connection: ${refusal}. It said: ${output}`);
  }
}

/** Starts PostgreSQL; its administrator is "admin". */
export async function startPostgresql(): Promise<DatabaseServer> {
  const place = prepare("postgresql");
  const { folder, as } = place;
  const data = join(folder, "data");
  const initdb = programOf("initdb")!;
  const users = ["-U", "admin", "--auth-local=trust", "--auth-host=scram-sha-256"];
  const small = ["--no-sync", "--wal-segsize=1", "--locale=C", "--encoding=UTF8"];
  await run(initdb, ["-D", data, ...users, ...small], { ...as });
  const settings = {
    listen_addresses: "127.0.0.1",
    ssl: "on",
    ssl_cert_file: join(folder, "cert.pem"),
    ssl_key_file: join(folder, "key.pem"),
    // Nothing of it is to last, and nothing is to run beside the tests.
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    shared_buffers: "16MB",
    max_connections: "20",
    autovacuum: "off",
    wal_level: "minimal",
    max_wal_senders: "0",
    max_logical_replication_workers: "0",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return running(place, {
    path: [join(dirname(initdb), "postgres"), programOf("postgres")!].find(existsSync)!,
    args: (port) => ["-D", data, "-p", `${port}`, "-k", folder, ...flags],
    socket: folder,
    async connect(port) {
      const client = new Client({ host: folder, port, user: "admin", database: "postgres" });
      client.on("error", () => undefined);
      await client.connect();
      await client.end();
    },
  });
}

/** Starts MariaDB; its administrator is "root". */
export async function startMariadb(): Promise<DatabaseServer> {
  const place = prepare("mariadb");
  const { folder, as } = place;
  const socket = join(folder, "socket");
  const settings = [
    "--no-defaults",
    `--datadir=${join(folder, "data")}`,
    // Nothing of it is to last.
    "--innodb-flush-method=nosync",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-log-file-size=4M",
    "--innodb-buffer-pool-size=16M",
    "--performance-schema=off",
    "--sync-frm=0",
  ];
  const install = [...settings, "--auth-root-authentication-method=normal", "--skip-test-db"];
  await run(programOf("mariadb-install-db")!, install, { ...as });
  return running(place, {
    path: programOf("mariadbd")!,
    args: (port) => [
      ...settings,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${socket}`,
      `--pid-file=${join(folder, "pid")}`,
      `--ssl-cert=${join(folder, "cert.pem")}`,
      `--ssl-key=${join(folder, "key.pem")}`,
    ],
    socket,
    async connect() {
      const connection = await createConnection({ socketPath: socket, user: "root" });
      await connection.end();
    },
  });
}

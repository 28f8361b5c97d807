import { type ChildProcess, execFileSync, spawn } from "node:child_process";
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
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { certificate, privateKey } from "../../simulators/sql-server/certificate";

/** A database server of a test's own, on loopback, with TLS by the simulators' certificate. */
export interface DatabaseServer {
  port: number;
  /** Where its administrator connects without a password. */
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

async function running(
  child: ChildProcess,
  folder: string,
  isReady: () => boolean,
): Promise<() => Promise<void>> {
  let output = "";
  child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  while (!isReady()) {
    if (child.exitCode !== null) throw new Error(`The database server ended: ${output}`);
    await pause(20);
  }
  return async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Starts PostgreSQL; its administrator is "admin". */
export async function startPostgresql(): Promise<DatabaseServer> {
  const { folder, as } = prepare("postgresql");
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "admin", "--auth-local=trust", "--auth-host=scram-sha-256"];
  execFileSync(programOf("initdb")!, [...initdb, "--no-sync"], { stdio: "ignore", ...as });
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    ssl: "on",
    ssl_cert_file: join(folder, "cert.pem"),
    ssl_key_file: join(folder, "key.pem"),
    fsync: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = ["-D", data, "-p", `${port}`, "-k", folder, ...flags];
  const child = spawn(programOf("postgres")!, args, { stdio: ["ignore", "ignore", "pipe"], ...as });
  const lock = join(folder, `.s.PGSQL.${port}`);
  return { port, socket: folder, stop: await running(child, folder, () => existsSync(lock)) };
}

/** Starts MariaDB; its administrator is "root". */
export async function startMariadb(): Promise<DatabaseServer> {
  const { folder, as } = prepare("mariadb");
  const data = join(folder, "data");
  const install = [
    "--no-defaults",
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
  ];
  execFileSync(programOf("mariadb-install-db")!, [...install, "--skip-test-db"], {
    stdio: "ignore",
    ...as,
  });
  const port = await freePort();
  const socket = join(folder, "socket");
  const args = [
    "--no-defaults",
    `--datadir=${data}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--socket=${socket}`,
    `--pid-file=${join(folder, "pid")}`,
    `--ssl-cert=${join(folder, "cert.pem")}`,
    `--ssl-key=${join(folder, "key.pem")}`,
  ];
  const child = spawn(programOf("mariadbd")!, args, { stdio: ["ignore", "ignore", "pipe"], ...as });
  return { port, socket, stop: await running(child, folder, () => existsSync(socket)) };
}

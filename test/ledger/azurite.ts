import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const main = join(__dirname, "../../tools/azurite/node_modules/azurite/dist/src/table/main.js");

/** Whether Azurite was installed: it is large, and only one suite needs it. */
export const isAzuriteInstalled = existsSync(main);

export interface Azurite {
  port: number;
  /** How the ledger reaches it, directly or at another port. */
  connectionString(port?: number): string;
  stop(): Promise<void>;
}

// Published with Azurite: the account that every installation of it has.
const account = "devstoreaccount1";
const key =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Table Storage on this machine, in memory, at a free port. */
export async function startAzurite(): Promise<Azurite> {
  const port = await freePort();
  const options = ["--tableHost", "127.0.0.1", "--tablePort", `${port}`, "--inMemoryPersistence"];
  const azurite = spawn(process.execPath, [main, ...options, "--silent", "--disableTelemetry"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(azurite, "exit");
  const lines = createInterface(azurite.stdout);
  const started = new Promise<void>((resolve) =>
    lines.on("line", (line) => {
      if (line.includes("successfully started")) resolve();
    }),
  );
  const failed = exit.then(() => {
    throw new Error(`Azurite ended before it listened at port ${port}`);
  });
  await Promise.race([started, failed]);
  failed.catch(() => undefined); // from here on it ends when it is told to

  return {
    port,
    connectionString: (at = port) =>
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};` +
      `TableEndpoint=http://127.0.0.1:${at}/${account};`,
    async stop() {
      azurite.kill();
      await exit;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

import { parseArgs } from "node:util";
import { startSimulators } from "./server";

const usage =
  "node dist/simulators/main.js [--port 7900] [--memory .local/simulators.db] [--latency 20]";

interface Arguments {
  port: number;
  latencyMs: number;
  memoryFile?: string;
}

function argumentsOf(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "7900" },
      latency: { type: "string", default: "0" },
      memory: { type: "string" },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`Cannot use --port ${values.port}: expected a number from 0 to 65535`);
  }
  return {
    port,
    latencyMs: Number(values.latency),
    ...(values.memory !== undefined && { memoryFile: values.memory }),
  };
}

function reasonOf(error: unknown, port: number | undefined): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE") {
    return `Cannot listen on port ${port}: it is taken; choose another with --port`;
  }
  return error.message;
}

/** Serves every vendor until SIGINT, SIGTERM, or until the parent that started it is gone. */
async function main(): Promise<void> {
  let options: Arguments | undefined;
  try {
    options = argumentsOf(process.argv.slice(2));
    const running = await startSimulators(options);
    const end = (): void => {
      void running.close().finally(() => process.exit(0));
    };
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
    process.once("disconnect", end);
    process.send?.({ type: "ready", url: running.url });
    console.log(`Simulated vendors at ${running.url} (GET / lists them)`);
  } catch (error) {
    console.error(`${reasonOf(error, options?.port)}\nUsage: ${usage}`);
    process.exitCode = 1;
    // An open IPC channel would keep the process alive although it serves nobody.
    if (process.connected) process.disconnect();
  }
}

void main();

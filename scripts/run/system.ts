import { join } from "node:path";
import { type Child, startChild } from "./child";
import { hostEnvironment } from "./environment";
import { type Tell, keep } from "./keep";
import { localSettings } from "./local-settings";
import { refuseTakenPorts } from "./ports";

export interface SystemOptions {
  /** 0 takes a free one. */
  port: number;
  simulatorsPort: number;
  /** Folder for databases and logs. */
  dataFolder: string;
  /** Settings of what is swept; none sweeps nothing. */
  sweeps?: Readonly<Record<string, string>>;
}

/** The simulated vendors and the host with the app, each a process of its own. */
export interface System {
  hostUrl: string;
  simulatorsUrl: string;
  /** Process id of the host that runs now. */
  hostPid: () => number;
  stop(): Promise<void>;
}

const appFolder = join(__dirname, "..", "..", "..");

/** Starts everything that one machine needs; fails with one sentence, and then nothing is left running. */
export async function startSystem(options: SystemOptions, tell: Tell): Promise<System> {
  await refuseTakenPorts([
    { option: "--port", what: "the host", port: options.port },
    { option: "--simulators-port", what: "the simulated vendors", port: options.simulatorsPort },
  ]);
  const simulators = await keep(
    "The process of the simulated vendors",
    (port) => startSimulators(options, port),
    options.simulatorsPort,
    tell,
  );
  try {
    const host = await keep(
      "The host",
      (port) => startHost(options, port, simulators.url),
      options.port,
      tell,
    );
    return {
      hostUrl: host.url,
      simulatorsUrl: simulators.url,
      hostPid: host.pid,
      async stop() {
        await host.stop();
        await simulators.stop();
      },
    };
  } catch (error) {
    await simulators.stop();
    throw error;
  }
}

const startSimulators = ({ dataFolder }: SystemOptions, port: number): Promise<Child> =>
  startChild({
    module: "simulators/main.js",
    args: ["--port", String(port), "--memory", join(dataFolder, "simulators.db")],
    logFile: join(dataFolder, "simulators.log"),
  });

const startHost = (
  { dataFolder, sweeps }: SystemOptions,
  port: number,
  simulatorsUrl: string,
): Promise<Child> =>
  startChild({
    module: "local-host/main.js",
    args: [appFolder, "--port", String(port), "--database", join(dataFolder, "durable.db")],
    env: {
      ...sweeps,
      ...hostEnvironment(localSettings(), { simulatorsUrl, dataFolder }, process.env),
    },
    logFile: join(dataFolder, "host.log"),
  });

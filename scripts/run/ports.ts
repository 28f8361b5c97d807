import { createServer } from "node:net";

/** Reads the port that an option gives, or throws a sentence that names the option. */
export function portOf(option: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${option} must be a number from 0 to 65535, not "${text}"`);
}

/** A port that is about to be used: what for, and the option that chooses another one. */
export interface WantedPort {
  option: string;
  what: string;
  port: number;
}

/** Throws a sentence about the first port that cannot be used; 0 always can. */
export async function refuseTakenPorts(wanted: readonly WantedPort[]): Promise<void> {
  for (const [index, { option, what, port }] of wanted.entries()) {
    const other = wanted.slice(0, index).find((earlier) => port !== 0 && earlier.port === port);
    if (other) throw new Error(`${other.option} and ${option} are both ${port}: choose two ports`);
    const reason = await whyNot(port);
    if (reason) {
      throw new Error(
        `Port ${port}, for ${what}, is ${reason}. End what listens there, or choose another with ${option}`,
      );
    }
  }
}

/** Why nothing can listen on a port of this machine; undefined when something can. */
function whyNot(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      resolve(code === "EADDRINUSE" ? "taken" : `not to be had (${code ?? "no reason given"})`),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}

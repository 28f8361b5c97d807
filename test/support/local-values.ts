import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** The settings of the local run, for simulators at another address. */
export function localValues(
  simulatorsUrl: string,
  more: Record<string, string> = {},
): Record<string, string> {
  const text = readFileSync(join(root, "local.settings.json"), "utf8");
  const { Values } = JSON.parse(text) as { Values: Record<string, string> };
  return {
    ...Object.fromEntries(
      Object.entries(Values).map(([name, value]) => [
        name,
        value.replace("//127.0.0.1:7900", `//${new URL(simulatorsUrl).host}`),
      ]),
    ),
    ...more,
  };
}

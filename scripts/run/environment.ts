import { join } from "node:path";

const simulatorsDefault = "//127.0.0.1:7900";

/**
 * The settings of local.settings.json that must follow ports and folders; the host reads the rest
 * itself. What the person who starts us has set wins, as with Core Tools.
 */
export function hostEnvironment(
  values: Record<string, string>,
  { simulatorsUrl, dataFolder }: { simulatorsUrl: string; dataFolder: string },
  own: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { host } = new URL(simulatorsUrl);
  const moved = Object.entries(values)
    .filter(([, value]) => value.includes(simulatorsDefault))
    .map(([name, value]) => [name, value.replace(simulatorsDefault, `//${host}`)]);
  return {
    ...Object.fromEntries(moved),
    LEDGER: `sqlite:${join(dataFolder, "ledger.db")}`,
    ...definedOf(own, Object.keys(values)),
  };
}

const definedOf = (env: NodeJS.ProcessEnv, names: string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

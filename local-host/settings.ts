import { join } from "node:path";
import { type JsonObject, isObject, readJsonFile } from "./read-json-file";
import type { CorsSettings } from "./triggers/cors";

/** What `local.settings.json` says. https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file */
export interface LocalSettings {
  /** App settings, for the environment of the app. */
  values: Record<string, string>;
  port: number | undefined;
  cors: CorsSettings;
}

/** Reads `local.settings.json` of an app; without the file, everything is at its default. */
export function readLocalSettings(appDirectory: string): LocalSettings {
  const path = join(appDirectory, "local.settings.json");
  const file = readJsonFile(path) ?? {};
  if (file["IsEncrypted"] === true) {
    throw new Error(
      `Cannot read "${path}": it is encrypted. Decrypt it with "func settings decrypt"`,
    );
  }
  const values = isObject(file["Values"]) ? file["Values"] : {};
  const host = isObject(file["Host"]) ? file["Host"] : {};
  return {
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, textOf(name, value, path)]),
    ),
    port: portOf(host["LocalHttpPort"], path),
    cors: corsOf(host),
  };
}

/** Sets what is not set yet: an environment variable wins over the file, as in Core Tools. */
export function applySettings(
  values: Record<string, string>,
  environment: Record<string, string | undefined>,
): void {
  for (const [name, value] of Object.entries(values)) environment[name] ??= value;
}

/** App settings are text; the file may say 5 or true. The value itself is not repeated: it may be secret. */
function textOf(name: string, value: unknown, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`Cannot read "${path}": Values.${name} must be text`);
}

function portOf(value: unknown, path: string): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`Cannot read "${path}": Host.LocalHttpPort must be a port`);
}

const corsOf = (host: JsonObject): CorsSettings => ({
  origins: typeof host["CORS"] === "string" ? list(host["CORS"]) : [],
  allowsCredentials: host["CORSCredentials"] === true,
});

const list = (text: string): string[] =>
  text
    .split(",")
    .map((origin) => origin.trim().replace(/\/$/, ""))
    .filter(Boolean);

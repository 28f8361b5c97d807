import { ConnectorError } from "../connector-error";
import { type Tokens, bearerFor } from "../credentials";
import { type Http, createHttp } from "../http";
import type { Settings } from "../settings";

export const vendor = "defender-endpoint";

const permissions = {
  reading: "Machine.Read.All",
  isolating: "Machine.Isolate",
  restricting: "Machine.RestrictExecution",
  quarantining: "Machine.StopAndQuarantine",
  scanning: "Machine.Scan",
  collecting: "Machine.CollectForensics",
  // With Ti.ReadWrite alone what others made is not seen, and would be overwritten.
  indicators: "Ti.ReadWrite.All",
} as const;

/** HTTP for each permission, so that a 403 names the one that is missing. */
export type Client = Readonly<Record<keyof typeof permissions, Http>>;

/** The token's resource is another host than the API's, in every region. */
export function openClient(
  { url, audience }: Settings["defenderEndpoint"],
  tokens: Tokens,
): Client {
  const httpWith = (permission: string): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      ...bearerFor(tokens, audience),
      // 100 calls a minute for each kind of question.
      rateLimitSeconds: 60,
      advice: {
        403:
          `grant the app's managed identity the application permission ${permission} ` +
          "of WindowsDefenderATP",
      },
    });
  return {
    reading: httpWith(permissions.reading),
    isolating: httpWith(permissions.isolating),
    restricting: httpWith(permissions.restricting),
    quarantining: httpWith(permissions.quarantining),
    scanning: httpWith(permissions.scanning),
    collecting: httpWith(permissions.collecting),
    indicators: httpWith(permissions.indicators),
  };
}

/** The id of a machine, as the segment of a path and the text of a filter; throws for what is none. */
export function machineIdOf(id: string): string {
  if (/^[0-9a-f]{40}$/i.test(id)) return id.toLowerCase();
  const message =
    "What was given as a machine id is none (40 hexadecimal digits), so nothing was asked";
  throw new ConnectorError(vendor, "permanent", message);
}

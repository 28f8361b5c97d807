import type { Secrets } from "../credentials";
import { jsonSecret } from "../json-secret";
import { credentials } from "./schema";

/** The header for the pair of API key and password that the secret holds. */
export async function authorizationOf(
  secretName: string,
  secrets: Secrets,
): Promise<Record<string, string>> {
  const parts = "apiKey and apiPassword";
  const { apiKey, apiPassword } = await jsonSecret({
    vendor: "xforce",
    secretName,
    secrets,
    schema: credentials,
    parts,
  });
  const pair = Buffer.from(`${apiKey}:${apiPassword}`, "utf8");
  return { Authorization: `Basic ${pair.toString("base64")}` };
}

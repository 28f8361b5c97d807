import { ConnectorError } from "../connector-error";
import { credentials } from "./schema";

/** The header for a pair of API key and password, from what the secret holds. */
export function authorizationOf(secretName: string, secret: string): Record<string, string> {
  const parsed = credentials.safeParse(jsonOf(secret));
  if (!parsed.success) {
    const message = `The secret "${secretName}" must be JSON with apiKey and apiPassword`;
    throw new ConnectorError("xforce", "auth", message);
  }
  const { apiKey, apiPassword } = parsed.data;
  const pair = Buffer.from(`${apiKey}:${apiPassword}`, "utf8");
  return { Authorization: `Basic ${pair.toString("base64")}` };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

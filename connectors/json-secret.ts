import type { z } from "zod";
import { ConnectorError } from "./connector-error";
import type { Secrets } from "./credentials";

interface JsonSecretOptions<T> {
  vendor: string;
  secretName: string;
  secrets: Secrets;
  schema: z.ZodType<T>;
  /** What it holds, in words: "apiKey and apiPassword". */
  parts: string;
}

/**
 * Reads a secret that is JSON of several parts, which rotate together. One that does not hold them is
 * read again next time, since somebody is about to mend it; the ConnectorError shows nothing of it.
 */
export async function jsonSecret<T>(options: JsonSecretOptions<T>): Promise<T> {
  const { vendor, secretName, secrets, schema, parts } = options;
  const parsed = schema.safeParse(jsonOf(await secrets.get(secretName)));
  if (parsed.success) return parsed.data;
  throw malformed({ vendor, secretName, secrets, parts });
}

/** The error for a secret that does not hold its parts; it is read again next time. */
export function malformed({
  vendor,
  secretName,
  secrets,
  parts,
}: Omit<JsonSecretOptions<unknown>, "schema">): ConnectorError {
  secrets.forget(secretName);
  const message = `The secret "${secretName}" must be JSON with ${parts}`;
  return new ConnectorError(vendor, "auth", message);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

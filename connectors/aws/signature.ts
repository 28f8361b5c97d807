import { createHash, createHmac } from "node:crypto";
import type { WrittenRequest } from "../http";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

const hash = (data: string): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac("sha256", key).update(data).digest();

/**
 * The headers that sign a request without a query (version 4), for a service and region at a time:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. Its content type
 * is signed, and whatever else begins with "x-amz-".
 */
export function signed(
  { method, url, headers, data = "" }: WrittenRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { service, region }: { service: string; region: string },
  now: Date,
): Record<string, string> {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const { host, pathname } = new URL(url);
  const added = {
    Host: host,
    "X-Amz-Date": time,
    ...(sessionToken !== "" && { "X-Amz-Security-Token": sessionToken }),
  };
  const all = Object.entries({ ...headers, ...added })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/ +/g, " ")] as const)
    .filter(([name]) => ["host", "content-type"].includes(name) || name.startsWith("x-amz-"))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(";");
  const lines = all.map(([name, value]) => `${name}:${value}`);
  const canonical = [method, pathname, "", ...lines, "", names, hash(data)].join("\n");

  const scope = [time.slice(0, 8), region, service, "aws4_request"];
  const toSign = ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString("hex");
  return {
    ...added,
    Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join("/")}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

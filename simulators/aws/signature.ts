import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { SimulatedRequest } from "../simulator";

/** What a request says of its signature (version 4). */
export interface Signed {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  headers: string[];
  signature: string;
}

const pattern =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/** The parts of an Authorization header; undefined when it is none of version 4. */
export function signedBy({ headers }: Pick<SimulatedRequest, "headers">): Signed | undefined {
  const found = pattern.exec(headers["authorization"] ?? "");
  if (!found) return undefined;
  const [, accessKeyId, date, region, service, names, signature] = found as unknown as string[];
  return {
    accessKeyId: accessKeyId!,
    date: date!,
    region: region!,
    service: service!,
    headers: names!.split(";"),
    signature: signature!,
  };
}

const hash = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac("sha256", key).update(data).digest();

type Request = Pick<SimulatedRequest, "method" | "rawQuery" | "headers" | "body">;

/**
 * Whether a request was signed with a secret key, and has not changed since:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSignedWith(
  secretAccessKey: string,
  path: string,
  request: Request,
  signed: Signed,
): boolean {
  const mustBeSigned = Object.keys(request.headers).filter(
    (name) => name === "host" || name.startsWith("x-amz-"),
  );
  if (!mustBeSigned.every((name) => signed.headers.includes(name))) return false;
  const canonical = [
    request.method,
    path,
    request.rawQuery.split("&").toSorted().join("&"),
    ...signed.headers.map((name) => `${name}:${clean(request.headers[name] ?? "")}`),
    "",
    signed.headers.join(";"),
    hash(request.body),
  ].join("\n");
  const scope = `${signed.date}/${signed.region}/${signed.service}/aws4_request`;
  const time = request.headers["x-amz-date"] ?? "";
  const key = [signed.region, signed.service, "aws4_request"].reduce<Buffer>(
    hmac,
    hmac(`AWS4${secretAccessKey}`, signed.date),
  );
  const expected = hmac(key, ["AWS4-HMAC-SHA256", time, scope, hash(canonical)].join("\n"));
  return timingSafeEqual(expected, Buffer.from(signed.signature, "hex"));
}

const clean = (value: string): string => value.trim().replaceAll(/ +/g, " ");

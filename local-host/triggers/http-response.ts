import type { HostAnswer } from "../http-server";
import type { TypedData } from "../worker/worker";
import { type RpcCookie, setCookie } from "./set-cookie";

interface RpcHttpResponse {
  statusCode?: string;
  headers?: Record<string, string>;
  cookies?: RpcCookie[];
  body?: { bytes?: Uint8Array; string?: string };
}

/** Headers that belong to the connection, which is the host's. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "content-length",
]);

/** The answer that a handler's result makes: nothing is 204, the rest is what the library made of it. */
export function toAnswer(result: TypedData | null | undefined): HostAnswer {
  if (!result || !("http" in result)) return { status: 204 };
  const { statusCode, headers = {}, cookies = [], body } = result.http as RpcHttpResponse;
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  return {
    status: Number(statusCode ?? 200),
    headers: { ...Object.fromEntries(kept), ...withCookies(headers, cookies) },
    body: body?.bytes ?? body?.string ?? "",
  };
}

function withCookies(headers: Record<string, string>, cookies: RpcCookie[]) {
  if (cookies.length === 0) return {};
  const written = headers["set-cookie"];
  return { "set-cookie": [...(written === undefined ? [] : [written]), ...cookies.map(setCookie)] };
}

import type { IncomingMessage } from "node:http";
import type { HostRequest } from "../http-server";

/** Headers of one connection, which a proxy does not pass on. */
const HOP_BY_HOP =
  /^(connection|keep-alive|proxy-.*|te|trailers?|transfer-encoding|upgrade|expect|host)$/;

export const isBodyless = (method: string): boolean => /^(get|head)$/i.test(method);

/**
 * Headers under which a request goes to the library. It puts the URL together from the two forwarded
 * ones, and finds the invocation by its id, whatever the caller says in these.
 */
export function proxiedHeaders(
  { headers, url, method }: HostRequest,
  invocationId: string,
  bodyLength: number | undefined,
): Record<string, string> {
  return {
    ...Object.fromEntries(
      passedOn(headers, headers["connection"]).filter(([name]) => name !== "content-length"),
    ),
    ...lengthOf(headers, method, bodyLength),
    "x-ms-invocation-id": invocationId,
    "x-forwarded-host": url.host,
    "x-forwarded-proto": url.protocol.slice(0, -1),
  };
}

/** Headers of the library's answer for the caller; those that came several times stay apart. */
export const answerHeaders = ({
  headers,
  headersDistinct,
}: IncomingMessage): Record<string, string | string[]> =>
  Object.fromEntries(
    passedOn(headersDistinct, headers.connection).map(([name, values = []]) => [
      name,
      values.length === 1 ? (values[0] ?? "") : values,
    ]),
  );

/** `Connection` names more headers that belong to the connection. */
function passedOn<T>(headers: Record<string, T>, connection = ""): [string, T][] {
  const named = connection.split(",").map((name) => name.trim().toLowerCase());
  return Object.entries(headers).filter(
    ([name]) => !HOP_BY_HOP.test(name) && !named.includes(name),
  );
}

function lengthOf(
  headers: Record<string, string>,
  method: string,
  bodyLength: number | undefined,
): Record<string, string> {
  if (bodyLength !== undefined)
    return isBodyless(method) ? {} : { "content-length": `${bodyLength}` };
  return "transfer-encoding" in headers && !isBodyless(method)
    ? { "transfer-encoding": "chunked" }
    : {};
}

import { defang } from "../../domain/defang";
import type { RehearsedRequest } from "../../domain/rehearsal";
import type { Would } from "../../orchestrators/respond-to-incident";
import { printable } from "./terminal";

/** One thing that a what-if run would do: why, and the request as it would be sent. */
export function wouldLines({ what, detail, because, request }: Would): string[] {
  return [
    "",
    `  ${printable(defang(what))}`,
    ...(because === undefined ? [] : [`    because ${printable(defang(because))}`]),
    ...(request ? requestLines(request) : [`    ${printable(detail)}`]),
  ];
}

function requestLines({ method, url, headers, body, leftOut = 0 }: RehearsedRequest): string[] {
  const lines = [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ["", body]),
    ...(leftOut > 0 ? [`… and ${leftOut} more characters`] : []),
  ];
  return lines.map((line) => `    ${printable(line)}`.trimEnd());
}

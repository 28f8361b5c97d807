import type { FailureKind } from "../../domain/outcome";
import { notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, type HttpOptions, type HttpRequest, createHttp } from "../http";

export const vendor = "fortigate";

export interface FortiGateOptions {
  url: string | undefined;
  secretName: string;
  vdom: string;
}

/** FortiOS' own numbers for what went wrong, which come with status 500 or 424. */
const inUse = -23;
const lasting = new Map<unknown, FailureKind>([
  [inUse, "permanent"],
  [-651, "permanent"],
]);

/** The REST API of one firewall, in one VDOM: answers are read, and changes are made, at a path below /api/v2. */
export interface FortiGate {
  read: Http["read"];
  write: Http["write"];
}

export function fortiGate(
  { url, secretName, vdom }: FortiGateOptions,
  secrets: Secrets,
): FortiGate {
  const options: Omit<HttpOptions, "baseUrl"> = {
    vendor,
    authorize: async () => ({ Authorization: `Bearer ${(await secrets.get(secretName)).trim()}` }),
    forget: () => secrets.forget(secretName),
    // A token that is unknown, and a profile that lacks a right, have the same status.
    refusals: [401, 403],
    rateLimitSeconds: 30,
    kindOf: (status, body) => (status >= 400 ? lasting.get(memberOf(body, "error")) : undefined),
    wordsOf,
    advice: {
      401: `put a valid API token into the secret "${secretName}"`,
      403: `put a valid API token into the secret "${secretName}", let this app's address be among its trusted hosts, and give its profile read and write of User & Device and of Firewall > Address`,
      404: "create the address group that FORTIGATE_GROUP names, in the VDOM of FORTIGATE_VDOM",
    },
  };
  let opened: Http | undefined;

  function http(): Http {
    if (url === undefined) throw notConfigured(vendor, "FORTIGATE_URL");
    return (opened ??= createHttp({ ...options, baseUrl: url }));
  }
  const at = (request: HttpRequest): HttpRequest => ({
    ...request,
    path: `/api/v2${request.path}`,
    query: { ...request.query, vdom },
    label: request.label ?? request.path,
  });

  return {
    read: async (schema, request) => http().read(schema, at(request)),
    write: async (schema, request) => http().write(schema, at(request)),
  };
}

/** "error -23", and what the command line would say. */
function wordsOf(body: unknown): string {
  const [error, cli] = [memberOf(body, "error"), memberOf(body, "cli_error")];
  return [
    ...(typeof error === "number" ? [`error ${error}`] : []),
    ...(typeof cli === "string" ? [cli] : []),
  ].join(": ");
}

function memberOf(body: unknown, name: string): unknown {
  const members: Record<string, unknown> =
    typeof body === "object" && body !== null ? { ...body } : {};
  return members[name];
}

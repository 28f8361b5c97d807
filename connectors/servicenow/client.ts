import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import type { Settings } from "../settings";
import { authorization } from "./authorization";
import { tables } from "./tables";

const vendor = "servicenow";

/** One instance's HTTP. */
export function createClient(
  { url, secretName, table }: Settings["servicenow"],
  secrets: Secrets,
): { http: Http; url: string } {
  if (url === undefined) throw notConfigured(vendor, "SERVICENOW_URL");
  const access = authorization(url, secretName, secrets);
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: () => access.authorize(),
    forget: () => access.forget(),
    rateLimitSeconds: 60,
    advice: {
      400: tableAdvice[table],
      401: `put valid credentials into the secret "${secretName}"`,
      403: `give its account the role ${tables[table].role}, and see what the instance's policies demand`,
      404: `see that it is there, and that its account may read ${table}: ServiceNow says the same of both`,
    },
    kindOf: cancelled,
  });
  return { http, url };
}

const tableAdvice = {
  incident: "where the table is invalid, see that SERVICENOW_URL is the address of the instance",
  sn_si_incident:
    "where the table is invalid, install Security Incident Response, or set SERVICENOW_TABLE to incident",
};

/** "Transaction cancelled" comes as a success with an error in place of the result. */
function cancelled(status: number, body: unknown): "transient" | undefined {
  const hasError = typeof body === "object" && body !== null && "error" in body;
  return status < 300 && hasError && !("result" in body) ? "transient" : undefined;
}

/** Ids and keys are part of paths and of encoded queries, where "^" begins another condition. */
export function checked(name: string, value: string): string {
  if (/^[A-Za-z0-9:_-]{1,100}$/.test(value)) return value;
  const message = `The ${name} must be 1 to 100 of the characters A-Z a-z 0-9 : _ -`;
  throw new ConnectorError(vendor, "permanent", message);
}

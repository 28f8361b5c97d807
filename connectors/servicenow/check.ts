import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { plainValues, tablePath } from "./record";
import { anyResponse } from "./schema";
import { type TableName, tables } from "./tables";

const vendor = "servicenow";
const needed = ["sys_id", "number", "state", "short_description", "correlation_id"];

/**
 * Reads one record, with the fields that are written into every ticket: a field that the answer
 * lacks would be left out of each of them, and ServiceNow would not say so.
 */
export async function checkTable(http: Http, table: TableName, extra: string[]): Promise<string> {
  const fields = [...new Set([...needed, ...extra])];
  const { result } = await http.read(anyResponse, {
    method: "GET",
    path: tablePath(table),
    query: {
      ...plainValues,
      sysparm_fields: fields.join(","),
      sysparm_limit: "1",
      sysparm_no_count: "true",
    },
  });
  const [record] = result;
  if (!record) {
    return `credentials accepted, but no record of ${table} is to be seen: there is none, or its account lacks the role ${tables[table].role}`;
  }
  const missing = fields.filter((field) => !Object.hasOwn(record, field));
  if (missing.length === 0) return `credentials accepted, ${table} is readable`;
  const message = `Table ${table} shows no ${missing.join(", ")}: correct the fields of tickets.servicenow in the policy, or give its account the right to read them`;
  throw new ConnectorError(vendor, "auth", message);
}

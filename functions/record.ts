import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { canonicalJson } from "../domain/json";
import { incidentKey } from "../domain/incident";
import type { Ledger } from "../ledger/ledger";

/**
 * GET /api/record/{subscriptionId}/{resourceGroup}/{workspace}/{incident}: the record of one incident as
 * JSON Lines, an entry a line in canonical JSON, as `npm run verify-record` takes it. 404 where there is
 * none, 503 where the ledger cannot be read.
 */
export const incidentRecord =
  ({ ledger }: { ledger: Pick<Ledger, "record"> }) =>
  async ({ params }: Pick<HttpRequest, "params">): Promise<HttpResponseInit> => {
    const { subscriptionId = "", resourceGroup = "", workspace = "", incident = "" } = params;
    const ref = { subscriptionId, resourceGroup, workspaceName: workspace, name: incident };
    const entries = await ledger.record(incidentKey(ref)).catch(() => undefined);
    if (!entries) {
      const headers = { "retry-after": "60" };
      return { status: 503, headers, jsonBody: { error: "The record cannot be read" } };
    }
    if (entries.length === 0) {
      return { status: 404, jsonBody: { error: "There is no record of this incident" } };
    }
    return {
      status: 200,
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": 'attachment; filename="record.jsonl"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
      body: entries.map((entry) => `${canonicalJson(entry)}\n`).join(""),
    };
  };

import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type Table,
  isRecord,
} from "../simulator";
import { guardOf, says } from "./kibana-guard";
import { type ApiKey, may } from "./keys";
import type { AlertRow, Settings } from "./scene";

const index = ".alerts-security.alerts-default";
const statusField = "kibana.alert.workflow_status";
/** Kibana's API of detections, below "/kibana": https://www.elastic.co/docs/api/doc/kibana/group/endpoint-security-detections-api */
export function kibanaRoutes(
  alerts: Table<AlertRow>,
  settings: () => Settings,
  keep: (changed: Partial<Settings>) => void,
): Record<string, Handler> {
  const guarded = guardOf(() => settings().keys);

  function search({ json }: SimulatedRequest, key: ApiKey): Answer {
    if (!may(key, "read", index)) return forbidden("indices:data/read/search", key);
    const { alertShards, failingAlertShards } = settings();
    const ids = idsIn(isRecord(json) ? json["query"] : undefined);
    if (!ids) return says(400, "Bad Request", "[request body]: query: expected ids");
    const found = failingAlertShards > 0 ? [] : alerts.rows().filter(({ id }) => ids.includes(id));
    return {
      body: {
        took: 1,
        timed_out: false,
        _shards: { ...shards(alertShards, failingAlertShards), skipped: 0 },
        hits: {
          total: { value: found.length, relation: "eq" },
          max_score: 0,
          hits: found.map(({ id, status }) => ({
            _index: `.internal${index}-000001`,
            _id: id,
            _score: 0,
            fields: { [statusField]: [status] },
          })),
        },
      },
    };
  }

  function setStatus({ json }: SimulatedRequest, key: ApiKey): Answer {
    const { signal_ids: ids, status } = isRecord(json) ? json : {};
    if (
      !Array.isArray(ids) ||
      ids.length === 0 ||
      !["open", "acknowledged", "closed"].includes(String(status))
    ) {
      return says(
        400,
        "Bad Request",
        "[request body]: signal_ids: Required, status: Invalid enum value",
      );
    }
    if (!may(key, "create_doc", index)) return forbidden("indices:data/write/update/byquery", key);
    const found = alerts.rows().filter(({ id }) => ids.includes(id));
    const { conflicts } = settings();
    const isConflict = conflicts > 0;
    if (isConflict) keep({ conflicts: conflicts - 1 });
    else for (const row of found) alerts.set(row.id, { ...row, status: String(status) });
    return {
      body: {
        took: 5,
        timed_out: false,
        total: found.length,
        updated: isConflict ? 0 : found.length,
        deleted: 0,
        batches: 1,
        version_conflicts: isConflict ? found.length : 0,
        noops: 0,
        failures: [],
      },
    };
  }

  const api = "/kibana/api/detection_engine";
  return {
    [`POST ${api}/signals/search`]: guarded("read", search),
    [`POST ${api}/signals/status`]: guarded("all", setStatus),
    [`GET ${api}/privileges`]: guarded("read", privileges),
  };
}

const shards = (total: number, failed: number) => ({ total, successful: total - failed, failed });

const forbidden = (action: string, { id, username }: ApiKey): Answer => ({
  status: 403,
  body: {
    status_code: 403,
    message: `security_exception: action [${action}] is unauthorized for API key id [${id}] of user [${username}] on indices [${index}]`,
  },
});

/** {"bool": {"filter": [{"terms": {"_id": ["…"]}}]}} */
function idsIn(query: unknown): string[] | undefined {
  const filter = isRecord(query) && isRecord(query["bool"]) ? query["bool"]["filter"] : undefined;
  const [terms] = [filter].flat().map((one) => (isRecord(one) ? one["terms"] : undefined));
  const ids = isRecord(terms) ? terms["_id"] : undefined;
  return Array.isArray(ids) ? ids.map(String) : undefined;
}

/** https://www.elastic.co/docs/api/doc/kibana/operation/operation-readprivileges */
const privileges = (_: SimulatedRequest, key: ApiKey): Answer => ({
  body: {
    username: key.username,
    has_all_requested: false,
    is_authenticated: true,
    has_encryption_key: true,
    cluster: {},
    index: {
      [index]: Object.fromEntries(
        ["read", "write", "maintenance", "manage"].map((one) => [one, may(key, one, index)]),
      ),
    },
  },
});

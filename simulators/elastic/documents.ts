import { type Answer, type SimulatedRequest, isRecord } from "../simulator";
import { ElasticError, noSuchIndex } from "./errors";
import { type ApiKey, may, unauthorized } from "./keys";
import type { DocumentRow, IndexRow } from "./scene";

interface Store {
  indexes(): IndexRow[];
  documents(): DocumentRow[];
  autoCreate(): boolean;
  add(document: DocumentRow, index: IndexRow | undefined): void;
}

const longestId = 512;

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create */
export function create(store: Store, key: ApiKey, { params, json }: SimulatedRequest): Answer {
  const { index = "", id = "" } = params;
  if (!may(key, "create_doc", index)) {
    throw unauthorized(key, "indices:data/write/bulk[s]", "create_doc", [index]);
  }
  const bytes = Buffer.byteLength(id);
  if (bytes > longestId) {
    const reason = `Validation Failed: 1: id [${id}] is too long, must be no longer than ${longestId} bytes but was: ${bytes};`;
    throw new ElasticError(400, "action_request_validation_exception", reason);
  }
  if (!isRecord(json)) {
    throw new ElasticError(400, "document_parsing_exception", "[1:1] failed to parse");
  }
  const isNew = !store.indexes().some(({ name }) => name === index);
  if (isNew && !may(key, "auto_configure", index)) {
    throw unauthorized(key, "indices:admin/auto_create", "auto_configure", [index]);
  }
  if (isNew && !store.autoCreate()) {
    throw noSuchIndex(index, " and [action.auto_create_index] is [false]");
  }
  if (store.documents().some((one) => one.index === index && one.id === id)) {
    const reason = `[${id}]: version conflict, document already exists (current version [1])`;
    const more = { index_uuid: "aAsFqTI0Tc2W0LCWgPNrOA", shard: "0", index };
    throw new ElasticError(409, "version_conflict_engine_exception", reason, more);
  }
  const sequence = store.documents().filter((one) => one.index === index).length;
  const made = isNew ? { name: index, shards: 1, failing: 0 } : undefined;
  store.add({ index, id, source: json }, made);
  return {
    status: 201,
    body: {
      _index: index,
      _id: id,
      _version: 1,
      result: "created",
      _shards: { total: 2, successful: 1, failed: 0 },
      _seq_no: sequence,
      _primary_term: 1,
    },
  };
}

import {
  type Answer,
  type Handler,
  type SimulatedRequest,
  type SimulatorFactory,
  isRecord,
} from "../simulator";
import { create } from "./documents";
import { ElasticError, refusal } from "./errors";
import { kibanaRoutes } from "./kibana";
import { type ApiKey, may, unauthenticated } from "./keys";
import { testDocuments, testIndexes } from "./contents";
import {
  type AlertRow,
  type DocumentRow,
  type IndexRow,
  type Settings,
  sceneOf,
  usual,
} from "./scene";
import { search } from "./search";

type Work = (key: ApiKey, request: SimulatedRequest) => Answer;

/** Elasticsearch: searches, documents, and what an API key may do; and Kibana's alerts. https://www.elastic.co/docs/api/doc/elasticsearch */
export const elastic: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const indexTable = world.table<IndexRow>("indexes");
  const documentTable = world.table<DocumentRow>("documents");
  const alertTable = world.table<AlertRow>("alerts");
  const settings = (): Settings => ({ ...usual, ...settingsTable.get("settings") });
  const setIndexes = (rows: readonly IndexRow[]): void => {
    indexTable.clear();
    for (const row of rows) indexTable.set(row.name, row);
  };
  const addDocument = (row: DocumentRow): void => documentTable.set(`${row.index}/${row.id}`, row);
  const setDocuments = (rows: readonly Omit<DocumentRow, "id">[]): void => {
    documentTable.clear();
    for (const [at, row] of rows.entries()) addDocument({ ...row, id: `event-${at}` });
  };
  if (indexTable.size() === 0) {
    setIndexes(testIndexes);
    setDocuments(testDocuments(world.now()));
  }
  const cluster = {
    now: () => world.now(),
    indexes: () => indexTable.rows(),
    documents: () => documentTable.rows(),
    timesOut: () => settings().timesOut,
    autoCreate: () => settings().autoCreate,
    add(document: DocumentRow, index: IndexRow | undefined) {
      if (index) indexTable.set(index.name, index);
      addDocument(document);
    },
  };

  const guarded =
    (work: Work): Handler =>
    (request) => {
      try {
        const header = request.headers["authorization"];
        const key = settings().keys.find(({ encoded }) => header === `ApiKey ${encoded}`);
        if (!key) throw unauthenticated(header, request.path);
        return work(key, request);
      } catch (error) {
        if (error instanceof ElasticError) return refusal(error);
        throw error;
      }
    };
  const busy =
    (work: Work): Work =>
    (key, request) => {
      if (!settings().rejects) return work(key, request);
      const reason = "rejected execution of TimedRunnable on QueueResizingEsThreadPoolExecutor";
      throw new ElasticError(429, "es_rejected_execution_exception", reason);
    };

  return {
    name: "elastic",
    routes: {
      "POST /_security/user/_has_privileges": guarded(privileges),
      "POST /{target}/_search": guarded(busy((key, request) => search(cluster, key, request))),
      ...kibanaRoutes(alertTable, settings, (changed) =>
        settingsTable.set("settings", { ...settings(), ...changed }),
      ),
      "PUT /{index}/_create/{id}": guarded(busy((key, request) => create(cluster, key, request))),
    },
    setScene(value) {
      const { indexes, documents, alerts, ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      if (indexes) setIndexes(indexes);
      if (documents) setDocuments(documents);
      if (alerts) {
        alertTable.clear();
        for (const row of alerts) alertTable.set(row.id, row);
      }
    },
    state: () => ({
      ...settings(),
      keys: settings().keys.map((key) => ({ ...key, encoded: "***" })),
      indexes: indexTable.rows(),
      documents: documentTable.rows(),
      alerts: alertTable.rows(),
    }),
  };
};

/** https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-has-privileges */
function privileges(key: ApiKey, { json }: SimulatedRequest): Answer {
  const asked = isRecord(json) && Array.isArray(json["index"]) ? (json["index"] as unknown[]) : [];
  if (asked.length === 0) {
    const reason = "Validation Failed: 1: must specify at least one privilege;";
    throw new ElasticError(400, "action_request_validation_exception", reason);
  }
  const index: Record<string, Record<string, boolean>> = {};
  for (const one of asked) {
    const { names, privileges: wanted } = one as { names: string[]; privileges: string[] };
    for (const name of names) {
      index[name] = Object.fromEntries(wanted.map((each) => [each, may(key, each, name)]));
    }
  }
  const all = Object.values(index).every((each) => Object.values(each).every(Boolean));
  const { username } = key;
  return { body: { username, has_all_requested: all, cluster: {}, index, application: {} } };
}

import type { Answer } from "../simulator";

/** A refusal as Elasticsearch words it: https://www.elastic.co/docs/api/doc/elasticsearch */
export class ElasticError extends Error {
  override readonly name = "ElasticError";

  constructor(
    readonly status: number,
    readonly type: string,
    readonly reason: string,
    readonly more: object = {},
  ) {
    super(reason);
  }
}

export const refusal = ({ status, type, reason, more }: ElasticError): Answer => {
  const cause = { type, reason, ...more };
  return { status, body: { error: { root_cause: [cause], ...cause }, status } };
};

export const noSuchIndex = (name: string, why = ""): ElasticError =>
  new ElasticError(404, "index_not_found_exception", `no such index [${name}]${why}`, {
    "resource.type": "index_or_alias",
    "resource.id": name,
    index_uuid: "_na_",
    index: name,
  });

export const notUnderstood = (reason: string): ElasticError =>
  new ElasticError(400, "parsing_exception", reason, { line: 1, col: 1 });

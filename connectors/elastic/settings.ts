import { z } from "zod";
import { address, optional, secretName, withDefault } from "../setting-values";

const name = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const pattern = "[a-z0-9][a-z0-9._-]{0,99}[*]?";

const patterns = z
  .string()
  .regex(
    new RegExp(`^${pattern}(?:,${pattern}){0,9}$`),
    'must be at most ten names of indexes, separated by commas, each of which may end with "*"',
  )
  .transform((list) => list.split(","));

export const elasticSettings = z.object({
  ELASTIC_URL: optional(address),
  ELASTIC_SECRET_NAME: withDefault(secretName, "elastic-api-key"),
  ELASTIC_INDEXES: optional(patterns),
  ELASTIC_OUTCOME_SECRET_NAME: withDefault(secretName, "elastic-outcome-api-key"),
  ELASTIC_KIBANA_URL: optional(address),
  ELASTIC_KIBANA_PUBLIC_URL: optional(address),
  ELASTIC_KIBANA_SECRET_NAME: withDefault(secretName, "elastic-kibana-api-key"),
  ELASTIC_OUTCOME_INDEX: optional(z.string().regex(name, "must be the name of an index")),
});

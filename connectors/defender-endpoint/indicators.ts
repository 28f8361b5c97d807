import { parseAddress } from "../../domain/address";
import { ConnectorError, ifNotFound } from "../connector-error";
import { type Client, vendor } from "./client";
import type { Key } from "./indicator-target";
import { everyRow } from "./pages";
import { type Indicator, indicatorResponse, indicatorsResponse } from "./schema";

/** What a tenant may have: https://learn.microsoft.com/defender-endpoint/api/post-ti-indicator#limitations */
const mostIndicators = 15_000;
const path = "/api/indicators";

/** All that a tenant has for exactly one value of a type, by whomever. */
export async function indicatorsOf({ indicators }: Client, key: Key): Promise<Indicator[]> {
  const $filter = spellingsOf(key)
    .map((value) => `indicatorValue eq '${value.replaceAll("'", "''")}'`)
    .join(" or ");
  const rows = await everyRow((skip) =>
    indicators.read(indicatorsResponse, {
      method: "GET",
      path,
      query: { $filter, ...(skip > 0 && { $skip: String(skip) }) },
    }),
  );
  const value = canonical(key);
  return rows
    .filter((row) => row.indicatorType.toLowerCase() === key.type.toLowerCase())
    .filter((row) => canonical({ ...key, value: row.indicatorValue }) === value)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Makes one, or replaces the one that is there: look before. Answers what is there then. */
export async function submit(client: Client, body: object): Promise<Indicator> {
  return client.indicators
    .write(indicatorResponse, { method: "POST", path, body })
    .catch(async (error: unknown) => {
      const isRefused = error instanceof ConnectorError && error.status === 400;
      if (!isRefused || !(await isFull(client).catch(() => false))) throw error;
      const message = `POST ${path} answered 400, and the tenant has ${mostIndicators} indicators, which is all that it may have: delete what is not needed`;
      throw new ConnectorError(vendor, "permanent", message, { status: 400 });
    });
}

/** What is gone already is deleted. */
export const remove = ({ indicators }: Client, { id }: Indicator): Promise<void> =>
  indicators
    .send({
      method: "DELETE",
      path: `${path}/${encodeURIComponent(id)}`,
      label: `${path}/{id}`,
    })
    .catch(ifNotFound(undefined));

/** Reads one at most: that proves the permission. */
export const readOne = async ({ indicators }: Client): Promise<void> => {
  await indicators.read(indicatorsResponse, { method: "GET", path, query: { $top: "1" } });
};

async function isFull({ indicators }: Client): Promise<boolean> {
  const query = { $skip: String(mostIndicators - 1), $top: "1" };
  const { value } = await indicators.read(indicatorsResponse, { method: "GET", path, query });
  return value.length > 0;
}

/** A filter compares letter by letter, and people write hashes in capitals. */
const spellingsOf = ({ type, value }: Key): string[] =>
  type.startsWith("File") ? [value, value.toUpperCase()] : [value];

function canonical({ type, value }: Key): string {
  if (type === "Url") return value;
  return type === "IpAddress" ? (parseAddress(value) ?? value) : value.toLowerCase();
}

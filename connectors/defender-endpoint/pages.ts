import { ConnectorError } from "../connector-error";
import { vendor } from "./client";

interface Page<T> {
  value: T[];
  "@odata.nextLink"?: string | null | undefined;
}

const maxPages = 5;

/** Every row of a list. What is cut off might be the row that decides: a longer list is an error. */
export async function everyRow<T>(read: (skip: number) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await read(rows.length);
    rows.push(...page.value);
    if (!page["@odata.nextLink"]) return rows;
  }
  const message = `A list went on after ${maxPages} pages, so it was not relied on`;
  throw new ConnectorError(vendor, "permanent", message);
}

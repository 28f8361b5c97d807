import { parseAddress } from "../../domain/address";
import type { Observable, ObservableKind } from "../../domain/observable";
import type { Row } from "./schema";

/**
 * Whether an indicator is the observable itself: a search finds everything that contains the term,
 * "45.83.64.10" also 145.83.64.100. What a search by hash finds names servers of that file, all of them.
 */
export const isAbout = ({ kind, value }: Observable, row: Row): boolean =>
  comparisons[kind](value, row);

const comparisons: Record<ObservableKind, (value: string, row: Row) => boolean> = {
  hash: () => true,
  address: (value, { ioc, ioc_type: type }) => addressOf(ioc, type === "ip:port") === value,
  url: (value, { ioc }) => URL.parse(ioc)?.href === value,
  domain: (value, { ioc }) => ioc.toLowerCase().replace(/\.$/, "") === value,
};

/** The host part of "45.83.64.10:443", "[2001:db8::1]:443" or, always with a port, "2001:db8::1:443". */
function addressOf(ioc: string, hasPort: boolean): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(ioc)?.[1];
  const host = /^(.+):\d{1,5}$/.exec(ioc)?.[1];
  const candidates = [bracketed, ...(hasPort ? [host, ioc] : [ioc, host])];
  return candidates.map((text = "") => parseAddress(text)).find((found) => found !== undefined);
}

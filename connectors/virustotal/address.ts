import type { Observable, ObservableKind } from "../../domain/observable";

interface Place {
  collection: string;
  /** Folder of the pages for people. */
  page: string;
  id: (value: string) => string;
}

/** A URL's id: https://docs.virustotal.com/reference/url#url-identifiers */
const urlId = (url: string): string => Buffer.from(url, "utf8").toString("base64url");

const places: Record<ObservableKind, Place> = {
  address: { collection: "ip_addresses", page: "ip-address", id: encodeURIComponent },
  domain: { collection: "domains", page: "domain", id: encodeURIComponent },
  url: { collection: "urls", page: "url", id: urlId },
  hash: { collection: "files", page: "file", id: encodeURIComponent },
};

/** The request for an observable, and a label that does not say what was looked up. */
export function objectRequest({ kind, value }: Observable): { path: string; label: string } {
  const { collection, id } = places[kind];
  return { path: `/api/v3/${collection}/${id(value)}`, label: `/api/v3/${collection}` };
}

/** The page for people. A URL's is found under VirusTotal's own id, when that is the hash it should be. */
export function reportUrl({ kind, value }: Observable, vendorId = ""): string {
  const { page, id } = places[kind];
  const isHashOfUrl = kind === "url" && /^[0-9a-f]{64}$/.test(vendorId);
  return `https://www.virustotal.com/gui/${page}/${isHashOfUrl ? vendorId : id(value)}`;
}

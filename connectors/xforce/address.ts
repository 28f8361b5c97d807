import type { Observable, ObservableKind } from "../../domain/observable";

interface Place {
  /** Folder of the API: domains are asked for among URLs. */
  folder: string;
  /** Folder of the pages for people. */
  page: string;
}

const places: Record<ObservableKind, Place> = {
  address: { folder: "ipr", page: "ip" },
  domain: { folder: "url", page: "url" },
  url: { folder: "url", page: "url" },
  hash: { folder: "malware", page: "malware" },
};

/** The request for an observable, as one segment, and a label that does not say what was looked up. */
export function reportRequest({ kind, value }: Observable): { path: string; label: string } {
  const { folder } = places[kind];
  return { path: `/${folder}/${encodeURIComponent(value)}`, label: `/${folder}` };
}

/** The page for people. */
export const reportUrl = ({ kind, value }: Observable): string =>
  `https://exchange.xforce.ibmcloud.com/${places[kind].page}/${encodeURIComponent(value)}`;

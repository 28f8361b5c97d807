import type { Observable } from "../../domain/observable";

const site = "https://urlhaus.abuse.ch";

/** The page for people: of a listed URL by URLhaus's own id, else of what a search finds. */
export function reportUrl({ kind, value }: Observable, id?: string): string {
  if (kind === "url" && id) return `${site}/url/${id}/`;
  if (kind === "domain" || kind === "address") return `${site}/host/${encodeURIComponent(value)}/`;
  return `${site}/browse.php?search=${encodeURIComponent(value)}`;
}

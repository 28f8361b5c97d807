import { dateText, status } from "../abuse-ch";
import type { Answer } from "../simulator";
import type { ListedUrl } from "./listed-url";

/** A listed URL with its id. */
export interface Entry extends ListedUrl {
  id: number;
}

/** Hosts show so many of their URLs at most, the newest first. */
const mostUrls = 100;
const day = 86_400_000;
const reference = (id: number): string => `https://urlhaus.abuse.ch/url/${id}/`;
const hostOf = (url: string): string => new URL(url).hostname;

/** https://urlhaus.abuse.ch/api/#urlinfo: numbers and booleans are texts. */
export const urlAnswer = (entry: Entry, blacklists: object, now: number): Answer =>
  status("ok", {
    ...summary(entry, now),
    host: hostOf(entry.url),
    last_online: entry.url_status === "offline" ? `${dateText(now - day)} UTC` : null,
    blacklists,
    larted: "true",
    takedown_time_seconds: null,
    payloads: entry.files.map((file) => ({
      firstseen: dateText(now - day).slice(0, 10),
      filename: null,
      file_type: file.fileType,
      response_size: "1024",
      response_md5: file.md5,
      response_sha256: file.sha256,
      urlhaus_download: `https://urlhaus-api.abuse.ch/v1/download/${file.sha256}/`,
      signature: file.signature,
      virustotal: null,
      imphash: null,
    })),
  });

/** https://urlhaus.abuse.ch/api/#hostinfo */
export const hostAnswer = (
  host: string,
  entries: Entry[],
  blacklists: object,
  now: number,
): Answer =>
  status("ok", {
    urlhaus_reference: `https://urlhaus.abuse.ch/host/${host}/`,
    host,
    firstseen: `${dateText(now - 2 * day)} UTC`,
    url_count: String(entries.length),
    blacklists,
    urls: entries
      .toReversed()
      .slice(0, mostUrls)
      .map((entry) => ({ ...summary(entry, now), larted: "false", takedown_time_seconds: null })),
  });

const summary = ({ id, url, url_status, threat, tags }: Entry, now: number) => ({
  id: String(id),
  urlhaus_reference: reference(id),
  url,
  url_status,
  date_added: `${dateText(now - 2 * day)} UTC`,
  threat,
  reporter: "demo",
  tags,
});

/** https://urlhaus.abuse.ch/api/#payloadinfo */
export function payloadAnswer(hash: string, entries: Entry[], now: number): Answer {
  const found = entries
    .flatMap(({ files }) => files)
    .find(({ md5, sha256 }) => [md5, sha256].includes(hash));
  return status("ok", {
    md5_hash: found?.md5 ?? null,
    sha256_hash: found?.sha256 ?? null,
    file_type: found?.fileType ?? null,
    file_size: found ? "1024" : null,
    signature: found?.signature ?? null,
    firstseen: found ? dateText(now - day) : null,
    lastseen: null,
    url_count: found ? String(entries.length) : null,
    urlhaus_download: found ? `https://urlhaus-api.abuse.ch/v1/download/${found.sha256}/` : null,
    virustotal: null,
    imphash: null,
    urls: entries.map(({ id, url, url_status }) => ({
      url_id: String(id),
      url,
      url_status,
      urlhaus_reference: reference(id),
      filename: null,
      firstseen: dateText(now - day).slice(0, 10),
      lastseen: null,
    })),
  });
}

import { createHash } from "node:crypto";
import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import type { Policy } from "../domain/policy";
import type { Ledger } from "../ledger/ledger";
import { type Entry, entriesOf, mayBeServed } from "./block-feed/entries";
import { type FeedFile, bodyOf, contentTypeOf, parseFile } from "./block-feed/file";

export interface BlockFeedOptions {
  ledger: Ledger;
  policy: Policy;
  now: () => Date;
  /** Whether an Authorization header is a consumer's; undefined leaves it to the function key. */
  isConsumer?: ((authorization: string | null, now: Date) => Promise<boolean>) | undefined;
  /** For consumers that take no empty list. */
  hasPlaceholder?: boolean;
  /** The newest ones are served when there are more. */
  maxEntries?: number;
}

/**
 * GET /api/feeds/{ip,domain,url,hash}.{txt,csv,json}, and each with ".md5": what is in force now, for
 * firewalls that pull (`docs/block-feeds.md`). An empty list is an empty 200; a ledger or a secret that
 * cannot be read is a 503, so that a consumer keeps what it has. What has become protected since it
 * was added is not served.
 */
export function blockFeed(options: BlockFeedOptions) {
  const { ledger, policy, now, isConsumer, hasPlaceholder = false } = options;

  async function answer(request: HttpRequest, at: Date): Promise<HttpResponseInit> {
    if (isConsumer && !(await isConsumer(authorizationOf(request), at))) return unauthorized;
    const name = request.params["file"] ?? "";
    const file = parseFile(name);
    if (!file) return { status: 404, body: `There is no feed "${name.slice(0, 40)}"` };

    const { entries, truncated } = await served(file, at.toISOString());
    const isWithoutScheme = request.query.get("scheme") === "none";
    const body = bodyOf(file, entries, { hasPlaceholder, isWithoutScheme });
    const etag = `"${createHash("sha256").update(body).digest("hex")}"`;
    const headers = {
      "content-type": contentTypeOf(file),
      "cache-control": "max-age=60",
      "x-content-type-options": "nosniff",
      "last-modified": await changedAt(`${name}${isWithoutScheme ? "?scheme=none" : ""}`, etag, at),
      etag,
      ...truncated,
    };
    if (isKnown(request.headers.get("if-none-match"), etag)) return { status: 304, headers };
    if (request.method !== "HEAD") return { status: 200, headers, body };
    return { status: 200, headers: { ...headers, "content-length": `${Buffer.byteLength(body)}` } };
  }

  async function served({ kind }: FeedFile, at: string) {
    const all = await ledger.openContainments("feed-block");
    const allowed = all.filter((containment) => mayBeServed(containment, policy, at));
    return newest(entriesOf(allowed, kind, at), options.maxEntries ?? 50_000);
  }

  /** When the text became what it is, as HTTP writes dates: also when something was taken out. */
  async function changedAt(name: string, etag: string, at: Date): Promise<string> {
    const key = `feed/${name}`;
    const before = (await ledger.kept(key, at.toISOString())) as Version | undefined;
    if (before?.etag === etag) return new Date(before.at).toUTCString();
    const until = new Date(at.getTime() + yearMs).toISOString();
    await ledger.keep(key, { etag, at: at.toISOString() } satisfies Version, until);
    return at.toUTCString();
  }

  return (request: HttpRequest, context: Pick<InvocationContext, "error">) =>
    answer(request, now()).catch((error: unknown): HttpResponseInit => {
      context.error(`The block list cannot be served: ${(error as Error).message}`);
      return closed;
    });
}

/** Some firewalls can send no header: theirs is in the address, as "?code=name:password". */
function authorizationOf({ headers, query }: HttpRequest): string | null {
  const header = headers.get("authorization");
  const code = query.get("code");
  if (header !== null || code === null) return header;
  return `Basic ${Buffer.from(code).toString("base64")}`;
}

interface Version {
  etag: string;
  at: string;
}

const yearMs = 365 * 24 * 3_600_000;

const unauthorized: HttpResponseInit = {
  status: 401,
  headers: { "www-authenticate": 'Basic realm="block feeds", charset="UTF-8"' },
  body: "Name and password of a consumer are needed",
};

const closed: HttpResponseInit = {
  status: 503,
  headers: { "retry-after": "60", "cache-control": "no-store" },
  body: "The block list cannot be read",
};

function newest(entries: Entry[], most: number) {
  if (entries.length <= most) return { entries, truncated: {} };
  const last = new Set(
    entries.toSorted((a, b) => Date.parse(b.added) - Date.parse(a.added)).slice(0, most),
  );
  return {
    entries: entries.filter((entry) => last.has(entry)),
    truncated: { "x-feed-truncated": `${most} of ${entries.length}` },
  };
}

const isKnown = (header: string | null, etag: string): boolean =>
  (header ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === "*" || tag === etag);

import { type LogKind, logKind } from "../../log-kind";

/** The kinds of a web server's log. */
export interface WebKinds {
  request: LogKind;
  /** A log-in attempt is a request, too. */
  attempt: LogKind;
}

export const webKinds = (product: string, services: readonly string[]): WebKinds => ({
  request: logKind({ product, services, categories: ["webserver"] }),
  attempt: logKind({ product, services, categories: ["webserver", "authentication"] }),
});

/** What Sigma's rules for web servers call the fields of a request, by what W3C's extended log calls them. */
export const W3C_NAMES: ReadonlyMap<string, string> = new Map([
  ["cs-user-agent", "cs(User-Agent)"],
  ["c-useragent", "cs(User-Agent)"],
  ["user_agent.original", "cs(User-Agent)"],
  ["cs-referer", "cs(Referer)"],
  ["cs-referrer", "cs(Referer)"],
  ["cs-cookie", "cs(Cookie)"],
  ["url.path", "cs-uri-stem"],
  ["url.query", "cs-uri-query"],
  ["c-uri-query", "cs-uri-query"],
  ["http.request.method", "cs-method"],
  ["c-username", "cs-username"],
]);

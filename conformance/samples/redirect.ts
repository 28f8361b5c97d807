import http from "node:http";
import https from "node:https";

// Loaded before a host of the samples: what they ask of the internet is answered by the vendor of
// the table, on this machine.

const vendor = new URL(process.env["VENDOR_URL"] ?? "");
const hosts = ["api.openweathermap.org", "management.azure.com"];

const askedByFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = typeof input === "string" ? new URL(input) : input;
  return askedByFetch(url instanceof URL ? redirected(url) : url, init);
};

function redirected(url: URL): URL {
  return hosts.includes(url.hostname) ? new URL(url.pathname + url.search, vendor) : url;
}

/** Not over TLS, and not with an agent for it. */
const plain = { protocol: "http:", agent: false, agents: undefined };

const { request } = https;
Object.assign(https, {
  request(options: https.RequestOptions, onResponse?: (response: http.IncomingMessage) => void) {
    if (!hosts.includes(options.hostname ?? "")) return request(options, onResponse);
    const { hostname, port } = vendor;
    return http.request({ ...options, ...plain, host: hostname, hostname, port }, onResponse);
  },
});

import * as fc from "fast-check";
import { generalRequest, reportUrl, slugOf } from "../../../connectors/otx/indicator";

describe("slugOf()", () => {
  it.each([
    ["address", "45.83.64.10", "IPv4"],
    ["address", "2606:4700::1", "IPv6"],
    ["hash", "a1".repeat(16), "file"],
    ["url", "https://evil.example/", "url"],
    ["domain", "contoso-secure-login.net", "domain"],
    ["domain", "www.contoso-secure-login.net", "hostname"],
    ["domain", "bbc.co.uk", "domain"],
    ["domain", "www.bbc.co.uk", "hostname"],
    ["domain", "_dmarc.contoso-secure-login.net", "hostname"],
    ["domain", "xn--mnchen-3ya.de", "domain"],
    ["domain", "new-suffix.unheardof", "domain"],
    ["domain", "co.uk", undefined],
  ] as const)("files the %s %s under %s", (kind, value, slug) => {
    expect(slugOf({ kind, value })).toBe(slug);
  });
});

describe("generalRequest()", () => {
  it("keeps any value in one segment of the path, and out of the label", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
        const { path, label } = generalRequest("url", value);

        const segments = path.split("/");
        expect(segments).toHaveLength(7);
        expect(decodeURIComponent(segments[5] ?? "")).toBe(value);
        expect(path).not.toMatch(/[?#\s]/);
        expect(label).toBe("/api/v1/indicators/url");
      }),
    );
  });
});

describe("reportUrl()", () => {
  it.each([
    ["IPv6", "2606:4700::1", "ip/2606%3A4700%3A%3A1"],
    ["hostname", "www.evil.example", "hostname/www.evil.example"],
    ["url", "https://evil.example/?a", "url/https%3A%2F%2Fevil.example%2F%3Fa"],
  ] as const)("of the %s %s is a page for people", (slug, value, page) => {
    expect(reportUrl(slug, value)).toBe(`https://otx.alienvault.com/indicator/${page}`);
  });
});

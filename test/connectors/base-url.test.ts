import { addressProblem, audienceOf, isLoopbackHttp } from "../../connectors/base-url";

describe("addressProblem()", () => {
  it.each([
    "https://www.virustotal.com",
    "https://dev1.service-now.com/path",
    "http://127.0.0.1:7900/servicenow",
    "http://localhost:7900",
    "http://[::1]:7900",
  ])("finds none with %s", (address) => {
    expect(addressProblem(address)).toBeUndefined();
  });

  it.each([
    ["http://www.virustotal.com", "https://"],
    ["http://127.0.0.1.example.com", "https://"],
    ["http://localhost.example.com", "https://"],
    ["http://10.0.0.1", "https://"],
    ["ftp://127.0.0.1", "https://"],
    ["file:///etc/passwd", "https://"],
    ["www.virustotal.com", "absolute"],
    ["", "absolute"],
    ["https://user:password@example.com", "password"],
  ])("refuses %s", (address, reason) => {
    expect(addressProblem(address)).toContain(reason);
  });
});

describe("isLoopbackHttp()", () => {
  it.each([
    ["http://127.0.0.1:7900/x", true],
    ["http://127.9.9.9", true],
    ["https://127.0.0.1", false],
    ["http://example.com", false],
  ])("says of %s: %s", (address, isLoopback) => {
    expect(isLoopbackHttp(address)).toBe(isLoopback);
  });
});

describe("audienceOf()", () => {
  it.each([
    ["https://management.azure.com", "https://management.azure.com"],
    ["https://management.usgovcloudapi.net/", "https://management.usgovcloudapi.net"],
    ["http://127.0.0.1:7900/sentinel", "https://management.azure.com"],
  ])("takes for %s the audience %s", (url, audience) => {
    expect(audienceOf(url, "https://management.azure.com")).toBe(audience);
  });
});

import { portalUrl } from "../../domain/portal-url";

describe("portalUrl()", () => {
  it.each([
    "https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident/subscriptions/1",
    "https://security.microsoft.com/incident2/9001/overview?tid=4",
    "https://portal.azure.us/",
    "https://security.microsoft.us/incidents/1",
  ])("takes %s", (url) => {
    expect(portalUrl(url)).toBe(url);
  });

  it.each([
    undefined,
    "",
    "portal.azure.com",
    "http://portal.azure.com/",
    "https://portal.azure.com.evil.zz/",
    "https://evil.zz/portal.azure.com",
    "https://portal.azure.com@evil.zz/",
    "https://user@portal.azure.com/",
    "https://portal.azure.com:8443/",
    "javascript:alert(1)//portal.azure.com",
    `https://portal.azure.com/${"x".repeat(3_000)}`,
  ])("refuses %j", (url) => {
    expect(portalUrl(url)).toBeUndefined();
  });

  it("reads a backslash as a browser does: as a slash, so the host stays the portal", () => {
    expect(portalUrl("https://portal.azure.com\\@evil.zz")).toBe(
      "https://portal.azure.com/@evil.zz",
    );
  });

  it("leaves no mark-up in what it accepts", () => {
    expect(portalUrl("https://portal.azure.com/?{a}#[x](http://evil.zz)'*`|#%zz%41")).toBe(
      "https://portal.azure.com/?%7Ba%7D#%5Bx%5D%28http://evil.zz%29%27%2A%60%7C%23%25zz%41",
    );
  });
});

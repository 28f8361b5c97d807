import * as fc from "fast-check";
import { redact, secretsOf } from "../../connectors/redact";

describe("secretsOf()", () => {
  it("finds the token in a header, with and without its scheme", () => {
    expect(secretsOf({ Authorization: "Bearer abcdefgh" }, "https://x.example")).toEqual([
      "Bearer abcdefgh",
      "abcdefgh",
    ]);
  });

  it("finds the key that a scheme has a name for", () => {
    expect(secretsOf({ Authorization: "Token token=abcdefgh" }, "https://x.example")).toEqual([
      "Token token=abcdefgh",
      "token=abcdefgh",
      "abcdefgh",
    ]);
  });

  it("finds both halves of Basic authentication", () => {
    const header = `Basic ${Buffer.from("api-key:pass:word").toString("base64")}`;

    const found = secretsOf({ Authorization: header }, "https://x.example");

    expect(found).toEqual(
      expect.arrayContaining([header, "api-key:pass:word", "api-key", "pass:word"]),
    );
  });

  it("finds a secret that was stored with a line break as it goes out: without", () => {
    const basic = `Basic ${Buffer.from("api-key:password\n").toString("base64")}`;

    expect(secretsOf({ Key: "abcdefgh\r\n" }, "https://x.example")).toContain("abcdefgh");
    expect(secretsOf({ Authorization: "Bearer abcdefgh\n" }, "https://x.example")).toEqual(
      expect.arrayContaining(["abcdefgh", "Bearer abcdefgh"]),
    );
    expect(secretsOf({ Authorization: basic }, "https://x.example")).toContain("password");
  });

  it("finds the values of a query, as written and decoded", () => {
    const found = secretsOf({}, "https://x.example/?v=1&sig=ab%2Fcdefg");

    expect(found).toEqual(["ab%2Fcdefg", "ab/cdefg"]);
  });

  it("finds what a form says", () => {
    expect(secretsOf({}, "https://x.example", { client_secret: "hush-hush" })).toEqual([
      "hush-hush",
    ]);
  });
});

describe("redact()", () => {
  it("leaves no secret in any text around it", () => {
    const secret = fc.stringMatching(/^[a-z0-9+/=_-]{6,40}$/);
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
        const secrets = secretsOf({ "x-apikey": hidden }, "https://x.example");

        expect(redact(`${before}${hidden}${after}`, secrets)).not.toContain(hidden);
      }),
    );
  });
});

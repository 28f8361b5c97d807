import { azureFailure } from "../../connectors/azure-failure";
import { ConnectorError } from "../../connectors/connector-error";

const options = {
  vendor: "acme",
  name: "Reading it",
  rateLimitSeconds: 7,
  advice: { 403: "give it the role Reader" },
  kinds: { 404: "auth" as const },
};

const restError = (statusCode: number, code?: string, retryAfter?: string) => ({
  name: "RestError",
  statusCode,
  code,
  message: "planted-secret",
  request: { headers: { authorization: "planted-secret" } },
  response: { status: statusCode, headers: { get: () => retryAfter } },
});

describe("azureFailure()", () => {
  it.each([
    [restError(403, "Forbidden"), "auth", "answered 403 (Forbidden): give it the role Reader"],
    [restError(404, "SecretNotFound"), "auth", "answered 404 (SecretNotFound)"],
    [restError(409, "planted secret"), "permanent", "answered 409"],
    [restError(503, "ServerBusy"), "transient", "answered 503 (ServerBusy)"],
    [{ name: "RestError", code: "ECONNRESET" }, "transient", "had no answer (ECONNRESET)"],
    [{ name: "AbortError" }, "transient", "had no answer in time (AbortError)"],
    [{ ...restError(200), code: "PARSE_ERROR" }, "permanent", "answered with something unexpected"],
    [{ ...restError(502), code: "PARSE_ERROR" }, "transient", "answered 502 (PARSE_ERROR)"],
    [new TypeError("planted-secret"), "permanent", "answered with something unexpected"],
  ])("says of %j: %s", (error, kind, text) => {
    const failure = azureFailure(error, options);

    expect(failure).toMatchObject({ vendor: "acme", kind, mayHaveHappened: false });
    expect(failure.message).toBe(`acme: Reading it ${text}`);
    expect(JSON.stringify(failure)).not.toContain("planted");
  });

  it.each([
    ["12", 12],
    [undefined, 7],
  ])("waits after a 429 with %p for %i s", (retryAfter, seconds) => {
    const failure = azureFailure(restError(429, "TooMany", retryAfter), options);

    expect(failure.retryAfterSeconds).toBe(seconds);
  });

  it("goes by the answer where the error lacks it", () => {
    const answer = { status: 429, headers: { get: () => "5" } };

    expect(azureFailure(new TypeError("no body"), { ...options, answer })).toMatchObject({
      kind: "rate-limited",
      retryAfterSeconds: 5,
    });
  });

  it("leaves an error of ours as it is", () => {
    const ours = new ConnectorError("managed-identity", "auth", "no token");

    expect(azureFailure(ours, options)).toBe(ours);
  });
});

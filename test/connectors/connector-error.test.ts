import { ConnectorError, ifNotFound, notConfigured } from "../../connectors/connector-error";

describe("ConnectorError", () => {
  it("becomes plain data that survives JSON", () => {
    const error = new ConnectorError("acme", "rate-limited", "later", { retryAfterSeconds: 9 });

    expect(JSON.parse(JSON.stringify(error.toFailure()))).toEqual({
      kind: "rate-limited",
      vendor: "acme",
      message: "acme: later",
      retryAfterSeconds: 9,
    });
  });

  it("takes a write for not made unless it is told otherwise", () => {
    expect(new ConnectorError("acme", "auth", "no").mayHaveHappened).toBe(false);
  });

  it("becomes one to be retried, with the same sentence, and says what it knew", () => {
    const options = { status: 200, mayHaveHappened: true };
    const error = new ConnectorError("acme", "permanent", "acme: PUT /x answered", options);

    const again = error.asTransient();

    expect(again).toMatchObject({ kind: "transient", vendor: "acme", ...options });
    expect(again.message).toBe(error.message);
    expect(again.asTransient()).toBe(again);
  });

  it("waits for rate limits only", () => {
    const error = new ConnectorError("acme", "transient", "down", { retryAfterSeconds: 9 });

    expect(error.retryAfterSeconds).toBeUndefined();
  });
});

describe("ifNotFound()", () => {
  it("gives the value for what the vendor does not know", async () => {
    const failed = Promise.reject(new ConnectorError("acme", "not-found", "GET /x answered 404"));

    await expect(failed.catch(ifNotFound(null))).resolves.toBeNull();
  });

  it.each([new ConnectorError("acme", "auth", "no"), new TypeError("a bug")])(
    "lets %s through",
    (error) => {
      expect(() => ifNotFound(null)(error)).toThrow(error);
    },
  );
});

it("notConfigured() names the setting", () => {
  expect(notConfigured("acme", "ACME_URL")).toMatchObject({
    kind: "auth",
    message: "acme: ACME_URL is not set, so nothing was asked",
  });
});

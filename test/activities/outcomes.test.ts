import { outcomes } from "../../activities/outcomes";
import { ConnectorError } from "../../connectors/connector-error";
import { Rehearsed } from "../../connectors/rehearsal";
import type { FailureKind } from "../../domain/outcome";

const failing = (error: Error) =>
  outcomes({
    async ask(): Promise<string> {
      throw error;
    },
  });

describe("outcomes()", () => {
  it("answers what an activity answers, as a success", async () => {
    const { double } = outcomes({ double: async ({ n }: { n: number }) => n * 2 });

    expect(await double({ n: 21 })).toEqual({ ok: true, value: 42 });
  });

  it.each<FailureKind>(["auth", "not-found", "permanent"])(
    "returns a failure that is %s: no retry cures it",
    async (kind) => {
      const { ask } = failing(new ConnectorError("virustotal", kind, "answered 4xx"));

      expect(await ask()).toEqual({
        ok: false,
        failure: { kind, vendor: "virustotal", message: "virustotal: answered 4xx" },
      });
    },
  );

  it("returns a full quota with the time to come back", async () => {
    const { ask } = failing(
      new ConnectorError("virustotal", "rate-limited", "answered 429", { retryAfterSeconds: 29 }),
    );

    expect(await ask()).toEqual({
      ok: false,
      failure: {
        kind: "rate-limited",
        vendor: "virustotal",
        message: "virustotal: answered 429",
        retryAfterSeconds: 29,
      },
    });
  });

  it("throws what is transient, for the durable runtime to retry", async () => {
    const error = new ConnectorError("virustotal", "transient", "answered 503");

    await expect(failing(error).ask()).rejects.toBe(error);
  });

  it("returns what a rehearsal would send", async () => {
    const request = { method: "PUT", url: "https://vendor.test/1", headers: {} };
    const { ask } = failing(new Rehearsed("sentinel", "PUT 1 would be sent", request));

    expect(await ask()).toEqual({
      ok: false,
      failure: { kind: "rehearsed", vendor: "sentinel", message: "PUT 1 would be sent", request },
    });
  });

  it("throws a bug as it is", async () => {
    const bug = new TypeError("Cannot read properties of undefined");

    await expect(failing(bug).ask()).rejects.toBe(bug);
  });
});

import type { CallHttpOptions } from "durable-functions";
import { HTTP_ACTIVITY } from "../../../../local-host/protocol/protocol";
import type { Decision } from "../../../../local-host/protocol/protocol";
import {
  completed,
  failed,
  fired,
  inputOf,
  orchestrate,
  startTime,
} from "../support/run-orchestration";

const call: CallHttpOptions = {
  method: "POST",
  url: "https://vendor.test/scans",
  headers: { Authorization: "Bearer t", "X-Functions-Key": "k", accept: "text/plain" },
};

const calling = (options: Partial<CallHttpOptions> = {}) =>
  orchestrate(function* (context) {
    const { statusCode, content } = yield context.df.callHttp({ ...call, ...options });
    return [statusCode, content];
  });

const accepted = (headers: Record<string, unknown>) => ({ statusCode: 202, headers, content: "" });
const fine = { statusCode: 200, headers: {}, content: "done" };
const requestOf = ([decision]: Decision[]) => inputOf(decision) as Record<string, unknown>;

describe("a call that is answered with 202", () => {
  it("polls the Location with GET until the answer is another", async () => {
    const run = calling();

    await run.turn();
    const wait = await run.turn(
      completed(0, accepted({ Location: "https://vendor.test/scans/7", "Retry-After": "5" })),
    );
    const poll = await run.turn(fired(run, 1));
    const waitAgain = await run.turn(
      completed(2, accepted({ location: ["https://vendor.test/scans/7"] })),
    );
    const pollAgain = await run.turn(fired(run, 3));
    const last = await run.turn(completed(4, fine));

    expect(wait.decisions).toEqual([{ kind: "create-timer", id: 1, fireAt: startTime + 6000 }]);
    expect(poll.decisions).toMatchObject([{ kind: "schedule-task", id: 2, name: HTTP_ACTIVITY }]);
    expect(requestOf(poll.decisions)).toEqual({
      method: "GET",
      uri: "https://vendor.test/scans/7",
      headers: { Authorization: "Bearer t", accept: "text/plain" },
      asynchronousPatternEnabled: true,
    });
    expect(waitAgain.decisions).toEqual([
      { kind: "create-timer", id: 3, fireAt: startTime + 7000 + 30_000 },
    ]);
    expect(pollAgain.decisions).toMatchObject([{ id: 4 }]);
    expect(last.decisions).toMatchObject([{ status: "Completed", output: '[200,"done"]' }]);
  });

  it("sends no credentials to another origin", async () => {
    const run = calling({ tokenSource: { kind: "AzureManagedIdentity", resource: "r" } as never });

    await run.turn();
    await run.turn(completed(0, accepted({ Location: "https://elsewhere.test/x" })));
    const { decisions } = await run.turn(fired(run, 1));

    expect(requestOf(decisions)).toEqual({
      method: "GET",
      uri: "https://elsewhere.test/x",
      headers: { accept: "text/plain" },
      asynchronousPatternEnabled: true,
    });
  });

  it("is an answer like any other when polling is off", async () => {
    const run = calling({ enablePolling: false });

    await run.turn();
    const { decisions } = await run.turn(
      completed(0, accepted({ Location: "https://vendor.test/scans/7" })),
    );

    expect(decisions).toMatchObject([{ status: "Completed", output: '[202,""]' }]);
  });

  it("without a Location costs a timer that the SDK does not count, and is warned of", async () => {
    const run = calling();

    await run.turn();
    const first = await run.turn(completed(0, accepted({})));
    const last = await run.turn(fired(run, 1));

    expect(first.decisions).toMatchObject([{ kind: "create-timer", id: 1 }]);
    expect(last.warnings).toEqual([expect.stringMatching(/^http-location: /)]);
    expect(last.decisions).toMatchObject([{ status: "Completed", output: '[202,""]' }]);
  });

  it.each(["Thu, 01 Jan 2026 00:00:10 GMT", "1.5", "99999999999999999999", ""])(
    "with %j in Retry-After hangs, and is warned of",
    async (retryAfter) => {
      const run = calling();
      const headers = { Location: "https://vendor.test/scans/7", "Retry-After": retryAfter };

      await run.turn();
      const { decisions, warnings } = await run.turn(completed(0, accepted(headers)));

      expect(decisions).toEqual([]);
      expect(warnings).toContainEqual(expect.stringMatching(/^http-retry-after: /));
      expect(warnings).toContainEqual(expect.stringMatching(/^stuck: /));
    },
  );

  it("while another call polls is warned of", async () => {
    const run = orchestrate(function* (context) {
      const { df: durable } = context;
      yield durable.Task.all([durable.callHttp(call), durable.callHttp(call)]);
    });
    const answer = accepted({ Location: "https://vendor.test/scans/7" });

    await run.turn();
    const { decisions, warnings } = await run.turn(completed(0, answer), completed(1, answer));
    const polls = await run.turn(fired(run, 2), fired(run, 3));

    expect(decisions).toMatchObject([{ id: 2 }, { id: 3 }]);
    expect(warnings).toEqual([expect.stringMatching(/^parallel-polling: /)]);
    // The SDK takes 3 for a request and its value for an answer, which breaks it.
    expect(polls.decisions).toMatchObject([{ status: "Failed" }]);
  });
});

describe("a call that gets no answer", () => {
  it("throws in the function", async () => {
    const run = orchestrate(function* (context) {
      try {
        yield context.df.callHttp(call);
      } catch (error) {
        return (error as Error).message;
      }
      return "no error";
    });

    await run.turn();
    const { decisions } = await run.turn(failed(0, "connect ECONNREFUSED"));

    expect(decisions).toMatchObject([{ output: expect.stringContaining("ECONNREFUSED") }]);
  });
});

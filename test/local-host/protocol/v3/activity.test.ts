import * as df from "durable-functions";
import * as fc from "fast-check";
import { activityFailure, activityResult } from "../../../../local-host/protocol/v3/activity";
import { taskData, taskInput } from "../../../../local-host/protocol/v3/task-input";
import { InvocationError } from "../../../../local-host/worker/worker";
import { testWorker } from "../support/test-worker";

let got: unknown;
let returned: unknown;
let thrown: Error | undefined;

df.app.activity("echo", {
  handler: (input, context) => {
    got = [input, context.triggerMetadata?.["instanceId"]];
    if (thrown) throw thrown;
    return returned;
  },
});

const invoke = (input: unknown) =>
  testWorker.invoke({
    functionName: "echo",
    trigger: taskData(taskInput(input)),
    metadata: { instanceId: { string: "a1" } },
  });

async function failureOf(error: Error) {
  thrown = error;
  try {
    await invoke(undefined);
  } catch (caught) {
    if (caught instanceof InvocationError) return activityFailure("echo", caught);
  } finally {
    thrown = undefined;
  }
  throw new Error("Expected the invocation to fail");
}

/** As the SDK puts an input into an action. */
const encoded = (input: unknown): unknown =>
  typeof input === "string" ? JSON.stringify(input) : input;

describe("the input of an activity", () => {
  it("reaches the handler as the function gave it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue().filter((value) => typeof value !== "boolean" && value !== null),
        async (input) => {
          await invoke(encoded(input));
          expect(got).toEqual([JSON.parse(JSON.stringify(input)), "a1"]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ["42", "42"],
    ["true", "true"],
    ['{"a":1}', '{"a":1}'],
    ["", ""],
  ])("stays the text %j", async (input, expected) => {
    await invoke(encoded(input));

    expect(got).toEqual([expected, "a1"]);
  });

  it.each([
    [true, "True"],
    [false, "False"],
    [null, undefined],
    [undefined, undefined],
  ])("%s becomes %j", async (input, expected) => {
    await invoke(input);

    expect(got).toEqual([expected, "a1"]);
  });
});

describe("the result of an activity", () => {
  it.each([
    ["a text", "x", '"x"'],
    ["a text that is JSON", "7", '"7"'],
    ["an object", { score: 3 }, '{"score":3}'],
    ["a whole number", 7, "7"],
    ["another number", 0.5, "0.5"],
    ["no number", Number.NaN, '"NaN"'],
    ["true", true, "true"],
    ["bytes", new Uint8Array([1, 2]), '"AQI="'],
    ["null", null, null],
    ["nothing", undefined, null],
  ])("that is %s is JSON text", async (_title, value, expected) => {
    returned = value;

    const { returnValue } = await invoke(1);

    expect(activityResult(returnValue)).toBe(expected);
  });
});

describe("the failure of an activity", () => {
  it("names the activity and says what was thrown, with the stack as details", async () => {
    const failure = await failureOf(new Error("refused"));

    expect(failure).toEqual({
      reason: "Activity function 'echo' failed: refused",
      details: expect.stringContaining("Error: refused\n    at "),
    });
  });

  it("has details even when there is no stack", () => {
    expect(activityFailure("echo", new InvocationError("refused", ""))).toEqual({
      reason: "Activity function 'echo' failed: refused",
      details: "refused",
    });
  });

  it("keeps the properties that the app gives to an error", async () => {
    df.app.setExceptionPropertiesProvider({
      getExceptionProperties: (error) =>
        error instanceof TypeError ? { status: 401, retryable: false } : undefined,
    });

    const structured = await failureOf(new TypeError("refused"));
    const plain = await failureOf(new Error("other"));

    expect(structured).toEqual({
      reason: "Activity function 'echo' failed: refused",
      details: expect.any(String),
      failureDetails: {
        ErrorType: "TypeError",
        ErrorMessage: "refused",
        StackTrace: expect.stringContaining("TypeError: refused"),
        IsNonRetriable: false,
        Properties: { status: 401, retryable: false },
        InnerFailure: null,
      },
    });
    expect(plain).not.toHaveProperty("failureDetails");
  });

  it.each(['{"errorType":"E"}', "[1]", '{"properties":{}}', "7"])(
    "takes the message %s for a message",
    (message) => {
      const { reason, failureDetails } = activityFailure("echo", new InvocationError(message, ""));

      expect(reason).toBe(`Activity function 'echo' failed: ${message}`);
      expect(failureDetails).toBeUndefined();
    },
  );
});

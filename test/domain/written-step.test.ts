import { failure, success } from "../../domain/outcome";
import { writtenStep } from "../../domain/step-report";

const what = "Event in Splunk";

describe("writtenStep()", () => {
  it.each([
    [success({ sent: "yes" as const, isIndexed: true }), "done", "written and indexed"],
    [success({ sent: "yes" as const, isIndexed: false }), "done", "written"],
    [
      success({ sent: "maybe" as const, isIndexed: false }),
      "maybe",
      "may have been written: it gave no answer and cannot be asked",
    ],
    [
      failure({ kind: "auth", vendor: "splunk", message: "splunk: answered 403" }),
      "failed",
      "splunk: answered 403",
    ],
  ])("tells %j", (outcome, state, detail) => {
    expect(writtenStep(what, outcome)).toEqual({ what, state, detail });
  });
});

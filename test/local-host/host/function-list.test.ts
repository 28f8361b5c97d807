import { functionList } from "../../../local-host/function-list";

const registered = (name: string, triggerType: string) => ({ name, triggerType, bindings: {} });

describe("functionList()", () => {
  it("shows HTTP functions with their URLs, then the others, by name", () => {
    const lines = functionList(
      [
        registered("triage", "orchestrationTrigger"),
        registered("enrich", "activityTrigger"),
        registered("start", "httpTrigger"),
        registered("any", "httpTrigger"),
      ],
      [
        { functionName: "start", route: "api/start/{id?}", methods: ["GET", "POST"] },
        { functionName: "any", route: "api/any", methods: [] },
      ],
      "http://127.0.0.1:7071",
    );

    expect(lines).toEqual([
      "Functions:",
      "\tany: http://127.0.0.1:7071/api/any",
      "\tstart: [GET,POST] http://127.0.0.1:7071/api/start/{id?}",
      "\tenrich: activityTrigger",
      "\ttriage: orchestrationTrigger",
    ]);
  });
});

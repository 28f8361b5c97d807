import type { Fault } from "../../simulators/fault";
import { createFaults } from "../../simulators/faults";

const route = "POST /api/now/table/{table}";
const routes = new Map([
  ["servicenow", [route, "GET /api/now/table/{table}"]],
  ["teams", ["POST /invoke"]],
]);
const create = { vendor: "servicenow", method: "POST", path: "/api/now/table/incident", route };

describe("createFaults()", () => {
  it("strikes once when times is left out", () => {
    const faults = createFaults(routes);
    faults.add({ vendor: "servicenow", route, status: 503 });

    expect(faults.take(create).fault).toMatchObject({ kind: "status", status: 503 });
    expect(faults.take(create).fault).toBeUndefined();
    expect(faults.list()).toEqual([]);
  });

  it("strikes as often as times says, and shows how often it still will", () => {
    const faults = createFaults(routes);
    faults.add({ vendor: "servicenow", route, status: 503, times: 2 });

    faults.take(create);

    expect(faults.list()).toMatchObject([{ times: 2, left: 1 }]);
    expect(faults.take(create).fault).toBeDefined();
    expect(faults.take(create).fault).toBeUndefined();
  });

  it.each([{ times: 0 }, { forever: true }])("strikes until it is cleared with %j", (always) => {
    const faults = createFaults(routes);
    faults.add({ vendor: "servicenow", route, status: 503, ...always });

    for (let index = 0; index < 5; index++) expect(faults.take(create).fault).toBeDefined();
    expect(faults.list()).toMatchObject([{ forever: true, left: 0 }]);
    faults.clear();

    expect(faults.take(create).fault).toBeUndefined();
  });

  it.each([
    ["the registered route", route, true],
    ["every route", "*", true],
    ["a prefix of method and path", "POST /api/now/table/inc", true],
    ["a prefix of the path", "/api/now/table/inc", true],
    ["the method", "POST", true],
    ["another method alone", "GET", false],
    ["another method", "GET /api/now", false],
    ["another path", "POST /api/now/table/sys", false],
  ])("with %s strikes: %s, %s", (_title, text, isStruck) => {
    const faults = createFaults(routes);
    faults.add({ vendor: "servicenow", route: text, status: 500 });

    expect(faults.take(create).fault !== undefined).toBe(isStruck);
  });

  it("strikes every call of a vendor when no route is named", () => {
    const faults = createFaults(routes);
    faults.add({ vendor: "servicenow", status: 500 });

    expect(faults.take(create).fault).toBeDefined();
  });

  it("leaves other vendors alone, unless it is for all", () => {
    const faults = createFaults(routes);
    faults.add({ vendor: "teams", route: "*", status: 500 });
    expect(faults.take(create).fault).toBeUndefined();

    faults.add({ vendor: "*", route: "*", status: 502 });
    expect(faults.take(create).fault?.status).toBe(502);
  });

  it("uses up the oldest of several faults first", () => {
    const faults = createFaults(routes);
    faults.add({ vendor: "servicenow", route, status: 500 });
    faults.add({ vendor: "servicenow", route, status: 429 });

    expect(faults.take(create).fault?.status).toBe(500);
    expect(faults.take(create).fault?.status).toBe(429);
  });

  it("adds delays to a fault that answers, before or after the work", () => {
    const faults = createFaults(routes);
    faults.add({ vendor: "*", route: "*", delayMs: 20, forever: true });
    faults.add({ vendor: "servicenow", route, delayMs: 5, afterEffect: true });
    faults.add({ vendor: "servicenow", route, kind: "reset", delayMs: 3 });

    expect(faults.take(create)).toMatchObject({ before: 23, after: 5, fault: { kind: "reset" } });
    expect(faults.take(create)).toEqual({ before: 20, after: 0 });
  });

  it.each<[string, unknown]>([
    ["A fault is an object", undefined],
    ["A fault is an object", []],
    [
      '"vendor" must be one of servicenow, teams, or "*"',
      { vendor: "jira", route: "*", status: 500 },
    ],
    ['"vendor" must be', { route: "*", status: 500 }],
    ['"route" must be', { vendor: "teams", route: "", status: 500 }],
    ["is no route of", { vendor: "teams", route, status: 500 }],
    ["is no route of", { vendor: "teams", route: "invoke", status: 500 }],
    ['A fault has no member "stauts"', { vendor: "teams", route: "*", stauts: 500 }],
    ['"status" must be', { vendor: "teams", route: "*", status: "500" }],
    ['"status" must be', { vendor: "teams", route: "*", status: 99 }],
    ['"kind" must be one of status, reset', { vendor: "teams", route: "*", kind: "explode" }],
    ['"times" must be', { vendor: "teams", route: "*", status: 500, times: -1 }],
    [
      '"times" and "forever"',
      { vendor: "teams", route: "*", status: 500, times: 2, forever: true },
    ],
    ['"delayMs" must be', { vendor: "teams", route: "*", delayMs: "long" }],
    ['"headers" must be', { vendor: "teams", route: "*", headers: { "retry-after": 5 } }],
    [
      '"afterEffect" and "forever" must be',
      { vendor: "teams", route: "*", afterEffect: 1, status: 500 },
    ],
    ["A fault needs", { vendor: "teams", route: "*" }],
  ])("says %j", (sentence, input) => {
    expect(() => createFaults(routes).add(input)).toThrow(sentence);
  });

  it("does not let a caller change a fault that waits", () => {
    const faults = createFaults(routes);
    const given: Fault = faults.add({ vendor: "teams", route: "*", status: 500 });

    given.status = 200;

    expect(faults.list()).toMatchObject([{ status: 500 }]);
  });
});

import * as df from "durable-functions";
import type { EntityContext } from "durable-functions";
import {
  type EntityBatch,
  entityPayload,
  readEntityResult,
} from "../../../../local-host/protocol/v3/entity";
import { testWorker } from "../support/test-worker";

const operations: Record<string, (context: EntityContext<number>) => void> = {
  add: ({ df: entity }) => entity.setState(countOf(entity) + Number(entity.getInput())),
  get: ({ df: entity }) => entity.return(countOf(entity)),
  "get-twice": ({ df: entity }) => {
    entity.return(countOf(entity));
    entity.return("again");
  },
  tell: ({ df: entity }) =>
    entity.signalEntity(new df.EntityId("Audit", "x"), "note", entity.getInput()),
  delete: ({ df: entity }) => entity.destructOnExit(),
};

const countOf = (entity: EntityContext<number>["df"]): number => entity.getState(() => 0) ?? 0;

df.app.entity<number>("counter", (context) => {
  const run = operations[context.df.operationName ?? ""];
  if (!run) throw new Error("no such operation");
  run(context);
});

const operation = (name: string, input: string | null = null) => ({ name, input, isSignal: false });

async function runBatch(batch: Partial<EntityBatch>) {
  const payload = entityPayload({
    name: "Counter",
    key: "c-1",
    exists: true,
    state: "2",
    operations: [],
    ...batch,
  });
  const { returnValue } = await testWorker.invoke({
    functionName: "counter",
    trigger: { string: payload },
  });
  if (!returnValue || !("json" in returnValue)) throw new Error("Expected the entity's state");
  return readEntityResult(returnValue.json);
}

describe("a batch", () => {
  it("runs its operations in order, on the state before", async () => {
    const result = await runBatch({
      operations: [operation("add", "3"), operation("get"), operation("add", "1")],
    });

    expect(result).toEqual({
      exists: true,
      state: "6",
      results: [
        { isError: false, result: null },
        { isError: false, result: "5" },
        { isError: false, result: null },
      ],
      signals: [],
    });
  });

  it("of an entity that does not exist begins with nothing", async () => {
    const result = await runBatch({ exists: false, state: null, operations: [operation("get")] });

    expect(result).toMatchObject({ exists: true, state: null, results: [{ result: "0" }] });
  });

  it("goes on after an operation that throws, whose error says nothing", async () => {
    const result = await runBatch({ operations: [operation("what"), operation("get")] });

    expect(result.results).toEqual([
      { isError: true, result: "{}" },
      { isError: false, result: "2" },
    ]);
  });

  it("shifts the results after an operation that returns twice", async () => {
    const result = await runBatch({ operations: [operation("get-twice"), operation("get")] });

    expect(result.results.map((each) => each.result)).toEqual(["2", '"again"', "2"]);
  });

  it.each([
    ["a text", '"hi"', '"hi"'],
    ["zero", "0", null],
  ])("sends %s to another entity", async (_title, input, expected) => {
    const result = await runBatch({ operations: [operation("tell", input)] });

    expect(result.signals).toEqual([
      { name: "audit", key: "x", operation: "note", input: expected },
    ]);
  });

  it("may end the entity", async () => {
    const result = await runBatch({ operations: [operation("delete")] });

    expect(result).toMatchObject({ exists: false, state: null });
  });
});

describe("readEntityResult()", () => {
  it.each([
    ["no JSON", "oops"],
    ["a list", "[]"],
    ["no results", '{"signals":[]}'],
    ["a signal to nobody", '{"results":[],"signals":[{"name":"x"}]}'],
  ])("refuses %s, and does not repeat it", (_title, json) => {
    expect(() => readEntityResult(json)).toThrow(/^Cannot read the state of the entity function: /);
    expect(() => readEntityResult(json)).not.toThrow(/oops/);
  });
});

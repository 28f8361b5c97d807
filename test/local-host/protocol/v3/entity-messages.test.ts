import * as fc from "fast-check";
import {
  type EntityRequest,
  entityInstanceId,
  readAnswer,
  readEntityInstanceId,
  readRelease,
  readRequest,
  scheduledRequestEvent,
  writeAnswer,
  writeRelease,
  writeRequest,
} from "../../../../local-host/protocol/v3/entity-messages";

const text = fc.string({ unit: "binary" });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });

const operation = fc
  .record({
    kind: fc.constant("operation" as const),
    id: text,
    operation: text,
    isSignal: fc.boolean(),
    input: fc.option(fc.json(), { nil: null }),
    parent: optional(text),
    parentExecution: optional(text),
    due: optional(time),
  })
  .map((request) => JSON.parse(JSON.stringify(request)) as EntityRequest);

const entity = fc.record({ name: fc.stringMatching(/^[a-z0-9_-]+$/), key: text });

const lock = fc.record({
  kind: fc.constant("lock" as const),
  id: text,
  parent: text,
  parentExecution: text,
  lockset: fc.array(entity),
  position: fc.nat(),
});

describe("messages", () => {
  it("are read as they were written, whatever the texts", () => {
    fc.assert(
      fc.property(fc.oneof(operation, lock), (request) => {
        expect(readRequest(writeRequest(request))).toEqual(request);
      }),
    );
    fc.assert(
      fc.property(fc.record({ parent: text, id: text }), (release) => {
        expect(readRelease(writeRelease(release))).toEqual(release);
      }),
    );
    fc.assert(
      fc.property(
        fc.record({ isError: fc.boolean(), result: fc.option(text, { nil: null }) }),
        (answer) => {
          expect(readAnswer(writeAnswer(answer))).toEqual(answer);
        },
      ),
    );
  });

  it("have the members that the extension gives them", () => {
    const call: EntityRequest = {
      kind: "operation",
      id: "2f9c",
      operation: "add",
      isSignal: false,
      input: "1",
      parent: "a1",
      parentExecution: "e1",
    };

    expect(JSON.parse(writeRequest(call))).toEqual({
      op: "add",
      input: "1",
      id: "2f9c",
      parent: "a1",
      parentExecution: "e1",
    });
    expect(JSON.parse(writeRequest({ ...call, isSignal: true, due: 0 }))).toMatchObject({
      signal: true,
      due: "1970-01-01T00:00:00.000Z",
    });
    expect(JSON.parse(writeAnswer({ isError: false, result: "1" }))).toEqual({ result: "1" });
    expect(JSON.parse(writeAnswer({ isError: true, result: "{}" }))).toEqual({
      result: "{}",
      exceptionType: expect.any(String),
    });
  });

  it.each([
    ["no JSON", "oops"],
    ["no id", '{"op":"add"}'],
    ["no operation", '{"id":"1"}'],
    ["a lock of nothing", '{"id":"1","lockset":7,"parent":"p","parentExecution":"e"}'],
  ])("are refused with %s, without being repeated", (_title, json) => {
    expect(() => readRequest(json)).toThrow(/^Cannot read a request to an entity: /);
  });
});

describe("the instance id of an entity", () => {
  it("leads back to its name, in lower case, and its key", () => {
    fc.assert(
      fc.property(entity, ({ name, key }) => {
        expect(readEntityInstanceId(entityInstanceId({ name: name.toUpperCase(), key }))).toEqual({
          name,
          key,
        });
      }),
    );
  });

  it.each(["a1", "", "@", "@@key", "@name", "x@name@key"])("is not %j", (id) => {
    expect(readEntityInstanceId(id)).toBeUndefined();
  });
});

describe("the event of a scheduled signal", () => {
  it("carries the time it is due", () => {
    expect(scheduledRequestEvent(Date.UTC(2026, 0, 1))).toBe("op@2026-01-01T00:00:00.000Z");
  });
});

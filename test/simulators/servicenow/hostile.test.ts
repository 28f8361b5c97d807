import * as fc from "fast-check";
import { type InstanceClient, startInstance } from "./instance-client";

let instance: InstanceClient;

beforeAll(async () => {
  instance = await startInstance();
});

afterAll(() => instance.running.close());

/** What an attacker may put into an alert: anything that a JSON text can hold. */
const hostile = fc.oneof(
  fc.string({ maxLength: 90, unit: "grapheme" }),
  fc.constantFrom(
    "^NQactive=true",
    "<script>alert(1)</script>",
    "x^ORDERBYDESCnumber",
    "javascript:gs.getUserID()",
    "__proto__",
    "a\r\nX-Injected: 1",
    "%00",
  ),
);

describe("a hostile text", () => {
  it("is kept as it is, and found again by its own value only", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        fc.pre(text !== "" && text.isWellFormed() && text.length <= 100);
        const { sys_id: id, correlation_id: kept } = await instance.create({
          correlation_id: text,
          description: text,
        });

        const found = await instance.find(`correlation_id=${text.replaceAll("^", "^^")}`);

        expect(kept).toBe(text);
        expect(found.map((row) => row.sys_id)).toContain(id);
        expect(found.every((row) => row.correlation_id?.toLowerCase() === text.toLowerCase())).toBe(
          true,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("in place of a body, a field name or a table is refused or has no effect", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.jsonValue(), async (text, value) => {
        fc.pre(text.isWellFormed() && text !== "." && text !== "..");
        const path = `/api/now/table/${encodeURIComponent(text)}`;

        const body = await instance.call("POST", "/api/now/table/incident", text);
        const field = await instance.call("POST", "/api/now/table/incident", { [text]: value });
        const table = await instance.call("GET", path);

        expect([201, 400]).toContain(body.status);
        expect(field.status).toBe(201);
        expect([200, 400]).toContain(table.status);
      }),
      { numRuns: 60 },
    );
  });
});

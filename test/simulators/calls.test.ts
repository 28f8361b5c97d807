import * as fc from "fast-check";
import {
  type Call,
  createCallLog,
  keptCalls,
  maskedBody,
  maskedPath,
} from "../../simulators/calls";
import { openMemory } from "../../simulators/memory";

const call = (path: string, vendor = "teams"): Call => ({
  vendor,
  method: "GET",
  path,
  status: 200,
  at: "2026-11-24T03:00:00.000Z",
  body: null,
});

describe("createCallLog()", () => {
  it("lists calls oldest first, all of them or one vendor's", () => {
    const log = createCallLog(openMemory().table("", "calls"));
    log.record(call("/1"));
    log.record(call("/2", "servicenow"));
    log.record(call("/3"));

    expect(log.list().map(({ path }) => path)).toEqual(["/1", "/2", "/3"]);
    expect(log.list("servicenow").map(({ path }) => path)).toEqual(["/2"]);
  });

  it(`keeps the newest ${keptCalls}, also over a restart`, () => {
    const table = openMemory().table<Call>("", "calls");
    const before = createCallLog(table);
    for (let index = 0; index < keptCalls + 5; index++) before.record(call(`/${index}`));

    const after = createCallLog(table);
    after.record(call("/newest"));

    expect(after.list()).toHaveLength(keptCalls);
    expect(after.list()[0]?.path).toBe("/6");
    expect(after.list().at(-1)?.path).toBe("/newest");
  });

  it("goes on after it was cleared", () => {
    const log = createCallLog(openMemory().table("", "calls"));
    log.record(call("/1"));

    log.clear();
    log.record(call("/2"));

    expect(log.list().map(({ path }) => path)).toEqual(["/2"]);
  });
});

describe("maskedPath()", () => {
  it("hides the value of sig, and leaves the rest as it was sent", () => {
    expect(maskedPath("/invoke", "api-version=1&sp=%2Ftriggers&sig=a=b%2B")).toBe(
      "/invoke?api-version=1&sp=%2Ftriggers&sig=***",
    );
  });

  it("hides what a simulator names besides", () => {
    expect(maskedPath("/x", "key=abc&a=1", ["key"])).toBe("/x?key=***&a=1");
  });
});

const body = (text: string) => Buffer.from(text);

describe("maskedBody()", () => {
  it("hides secret members of JSON at any depth", () => {
    const json = { a: [{ clientSecret: "s" }], value: "v", b: 1 };

    expect(maskedBody(body(JSON.stringify(json)), json, ["value"])).toEqual({
      a: [{ clientSecret: "***" }],
      value: "***",
      b: 1,
    });
  });

  it("hides secret fields of a form", () => {
    const form = body("grant_type=client_credentials&client_id=i&client_secret=s");

    expect(maskedBody(form, undefined)).toBe(
      "grant_type=client_credentials&client_id=i&client_secret=***",
    );
  });

  it("does not keep a very long body, nor an empty one", () => {
    expect(maskedBody(Buffer.alloc(70_000, "a"), undefined)).toBe(
      "70000 bytes, too long for the log",
    );
    expect(maskedBody(body(""), undefined)).toBeNull();
  });

  it("never shows the value of a secret, wherever it stands", () => {
    const secret = "s3cr3t-0123456789";
    const place = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.integer(),
        fc.constant({ password: secret }),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "sig", "b"), tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(place, (json) => {
        const shown = JSON.stringify(maskedBody(body("x"), { json }));

        expect(shown ?? "").not.toContain(secret);
      }),
    );
  });
});

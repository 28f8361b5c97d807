import * as fc from "fast-check";
import { parseQuery } from "../../../simulators/servicenow/query";
import { type InstanceClient, type TableAnswer, startInstance } from "./instance-client";

let instance: InstanceClient;

beforeEach(async () => {
  instance = await startInstance();
  for (const [correlation_id, state, urgency] of [
    ["key:1", "1", "3"],
    ["key:2", "2", "1"],
    ["other:3", "2", "2"],
    ["", "3", "3"],
  ]) {
    await instance.create({ correlation_id, state, urgency });
  }
});

afterEach(() => instance.running.close());

const idsOf = async (query: string, more?: Record<string, string>) =>
  (await instance.find(query, more)).map(({ correlation_id: id }) => id);

describe("sysparm_query", () => {
  it.each([
    ["", ["key:1", "key:2", "other:3", ""]],
    ["correlation_id=key:2", ["key:2"]],
    ["correlation_id=KEY:2", ["key:2"]],
    ["correlation_id!=key:2", ["key:1", "other:3", ""]],
    ["state=2^urgency=1", ["key:2"]],
    ["state=1^ORstate=3", ["key:1", ""]],
    ["state=2^ORstate=3^urgency=3", [""]],
    ["urgency=1^NQurgency=2", ["key:2", "other:3"]],
    ["stateIN1,3", ["key:1", ""]],
    ["stateNOT IN1,3", ["key:2", "other:3"]],
    ["correlation_idSTARTSWITHkey", ["key:1", "key:2"]],
    ["correlation_idENDSWITH3", ["other:3"]],
    ["correlation_idLIKEe", ["key:1", "key:2", "other:3"]],
    ["correlation_idNOT LIKEkey", ["other:3", ""]],
    ["correlation_idISEMPTY", [""]],
    ["correlation_idISNOTEMPTY", ["key:1", "key:2", "other:3"]],
    ["state>1^state<=2", ["key:2", "other:3"]],
    ["state>=2^ORDERBYurgency", ["key:2", "other:3", ""]],
    ["state=2^ORDERBYDESCurgency^EQ", ["other:3", "key:2"]],
    ["ORDERBYDESCstate^ORDERBYurgency", ["", "key:2", "other:3", "key:1"]],
  ])("%j finds %j", async (query, found) => {
    await expect(idsOf(query)).resolves.toEqual(found);
  });

  it.each([
    [
      "alone, so that every record is found",
      "corelation_id=key:2",
      ["key:1", "key:2", "other:3", ""],
    ],
    ["beside another", "corelation_id=key:2^state=2", ["key:2", "other:3"]],
    ["in front of an OR", "corelation_id=key:2^ORstate=3", [""]],
    ["without an operator", "state", ["key:1", "key:2", "other:3", ""]],
    ["from the order", "ORDERBYDESCunknown", ["key:1", "key:2", "other:3", ""]],
  ])("drops silently an unknown field %s", async (_title, query, found) => {
    await expect(idsOf(query)).resolves.toEqual(found);
  });

  it("finds nothing for an unknown field where the instance is set so", async () => {
    instance.running.scene("servicenow", { invalidQueryReturnsNoRows: true });

    await expect(idsOf("corelation_id=key:2")).resolves.toEqual([]);
    await expect(idsOf("correlation_id=key:2")).resolves.toEqual(["key:2"]);
  });

  it("takes two carets for one", async () => {
    await instance.create({ correlation_id: "a^state=2" });

    await expect(idsOf("correlation_id=a^^state=2")).resolves.toEqual(["a^state=2"]);
  });

  it("finds a value again whose carets are doubled, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (value, others) => {
        const query = parseQuery(`text=${value.replaceAll("^", "^^")}`, new Set(["text"]));

        expect(query.hasDropped).toBe(false);
        expect(query.matches({ text: value })).toBe(true);
        expect(query.matches({ text: `${value}${others}x` })).toBe(false);
      }),
    );
  });

  it("reads any text as a query", () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom("^", "^OR", "^NQ", "ORDERBY", "text", "=", "IN", "^^", "EQ"),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const query = parseQuery(parts.join(""), new Set(["text"]));

        expect(typeof query.matches({ text: "a" })).toBe("boolean");
      }),
    );
  });
});

const list = (query: string) => instance.call("GET", `/api/now/table/incident?${query}`);

describe("pages", () => {
  it("are counted, and linked to each other", async () => {
    const { headers, rows } = await list("sysparm_limit=1&sysparm_offset=1&sysparm_fields=number");

    const link = headers.get("link") ?? "";
    expect(rows).toEqual([{ number: "INC0010002" }]);
    expect(headers.get("x-total-count")).toBe("4");
    expect(link.split(",").map((part) => part.replace(/^.*;/, ""))).toEqual([
      'rel="first"',
      'rel="prev"',
      'rel="next"',
      'rel="last"',
    ]);
    expect(link).toContain(
      `<${instance.running.url}/servicenow/api/now/table/incident?sysparm_limit=1&sysparm_offset=2&sysparm_fields=number>;rel="next"`,
    );
  });

  it("lead through all records by their next link", async () => {
    const numbers: string[] = [];
    let path: string | undefined = "/api/now/table/incident?sysparm_limit=3";
    while (path !== undefined) {
      const { headers, rows }: TableAnswer = await instance.call("GET", path);
      numbers.push(...rows.map(({ number = "" }) => number));
      path = /servicenow([^>]*)>;rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }

    expect(numbers).toEqual(["INC0010001", "INC0010002", "INC0010003", "INC0010004"]);
  });

  it("have no headers where they are not wanted", async () => {
    const { headers } = await list(
      "sysparm_limit=1&sysparm_no_count=true&sysparm_suppress_pagination_header=true",
    );

    expect(headers.get("x-total-count")).toBeNull();
    expect(headers.get("link")).toBeNull();
  });

  it("are one page when everything fits, also with a limit that is none", async () => {
    const { headers, rows } = await list("sysparm_limit=many");

    expect(rows).toHaveLength(4);
    expect(headers.get("link")).toBeNull();
  });
});

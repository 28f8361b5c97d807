import { type InstanceClient, startInstance } from "./instance-client";

let instance: InstanceClient;

beforeEach(async () => {
  instance = await startInstance();
  instance.running.scene("servicenow", {
    transformMaps: { u_sentinel: { table: "incident", coalesce: "correlation_id" } },
  });
});

afterEach(() => instance.running.close());

async function insert(row: unknown, staging = "u_sentinel") {
  const { status, text } = await instance.call("POST", `/api/now/import/${staging}`, row);
  const body = JSON.parse(text) as {
    import_set: string;
    staging_table: string;
    result: Record<string, string>[];
    error?: { message: string };
  };
  return { status, body, row: body.result?.[0] ?? {} };
}

describe("a row of an import set", () => {
  it("becomes a record, and says which", async () => {
    const { status, body } = await insert({ correlation_id: "k", short_description: "x" });

    const [record] = await instance.find("correlation_id=k");
    expect(status).toBe(201);
    expect(body).toEqual({
      import_set: "ISET0010001",
      staging_table: "u_sentinel",
      result: [
        {
          transform_map: "u_sentinel to incident",
          table: "incident",
          display_name: "number",
          display_value: "INC0010001",
          record_link: `${instance.running.url}/servicenow/api/now/table/incident/${record?.sys_id}`,
          status: "inserted",
          sys_id: record?.sys_id,
        },
      ],
    });
  });

  it("changes the record of its key, and makes no second one", async () => {
    const first = await insert({ correlation_id: "k", short_description: "x" });
    const second = await insert({ correlation_id: "k", short_description: "y" });
    const third = await insert({ correlation_id: "k", short_description: "y" });

    expect([second, third].map(({ row }) => row.status)).toEqual(["updated", "ignored"]);
    expect(second.row.sys_id).toBe(first.row.sys_id);
    await expect(instance.find("correlation_id=k")).resolves.toMatchObject([
      { short_description: "y" },
    ]);
  });

  it("without a key is another record each time", async () => {
    await insert({ short_description: "x" });

    expect((await insert({ short_description: "x" })).row.status).toBe("inserted");
    await expect(instance.find("")).resolves.toHaveLength(2);
  });

  it("that a policy refuses is an error inside a 201", async () => {
    const { status, row } = await insert({ correlation_id: "k", state: "6" });

    expect(status).toBe(201);
    expect(row).toMatchObject({
      status: "error",
      error_message: expect.stringContaining("Data Policy Exception"),
    });
    await expect(instance.find("")).resolves.toEqual([]);
  });

  it.each(["u_unknown", "incident", "__proto__"])("is not taken for %s", async (staging) => {
    const { status, body } = await insert({ correlation_id: "k" }, staging);

    expect(status).toBe(400);
    expect(body.error?.message).toBe(`Invalid table ${staging}`);
  });

  it("must be a JSON object", async () => {
    expect((await insert("[]")).status).toBe(400);
  });
});

it.each([
  { u_sentinel: {} },
  { u_sentinel: { table: "change_request", coalesce: "correlation_id" } },
  { u_sentinel: { table: "incident", coalesce: 7 } },
])("transform maps cannot be %j", (transformMaps) => {
  expect(() => instance.running.scene("servicenow", { transformMaps })).toThrow(
    'The scene of "servicenow" takes',
  );
});

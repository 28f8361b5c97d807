import { type InstanceClient, startInstance } from "./instance-client";

let instance: InstanceClient;

beforeEach(async () => {
  instance = await startInstance();
});

afterEach(() => instance.running.close());

const incidents = "/api/now/table/incident";
const securityIncidents = "/api/now/table/sn_si_incident";
const journal = "/api/now/table/sys_journal_field";
const scene = (value: object) => instance.running.scene("servicenow", value);

describe("an integration user without the role of a table", () => {
  it("finds nothing there, although it is counted", async () => {
    await instance.create({ short_description: "x" });
    scene({ roles: [] });

    const { status, headers, rows } = await instance.call("GET", incidents);

    expect(status).toBe(200);
    expect(rows).toEqual([]);
    expect(headers.get("x-total-count")).toBe("1");
  });

  it("does not see a record whose id it has, nor changes it", async () => {
    const { sys_id: id = "" } = await instance.create({ short_description: "x" });
    scene({ roles: ["sn_si.analyst"] });

    const read = await instance.call("GET", `${incidents}/${id}`);
    const write = await instance.call("PATCH", `${incidents}/${id}`, { short_description: "y" });

    expect([read.status, write.status]).toEqual([404, 404]);
    expect(read.error.detail).toBe("Record doesn't exist or ACL restricts the record retrieval");
    scene({ roles: ["itil"] });
    expect((await instance.call("GET", `${incidents}/${id}`)).result.short_description).toBe("x");
  });

  it("creates nothing there", async () => {
    scene({ roles: [] });

    const { status, error } = await instance.call("POST", incidents, { short_description: "x" });

    expect(status).toBe(403);
    expect(error.detail).toContain("ACL Exception Insert Failed due to security constraints");
  });

  it.each([
    [["admin"], 201, 403],
    [["sn_incident_write"], 201, 403],
    [["sn_si.analyst"], 403, 201],
    [["itil", "sn_si.basic"], 201, 201],
  ])("with the roles %j: incident %i, security incident %i", async (roles, plain, security) => {
    scene({ roles, securityIncidents: true });

    const statuses = [
      (await instance.call("POST", incidents, {})).status,
      (await instance.call("POST", securityIncidents, {})).status,
    ];

    expect(statuses).toEqual([plain, security]);
  });

  it("finds an empty journal, and the notes on the record all the same", async () => {
    const { sys_id: id = "" } = await instance.create({ work_notes: "Contained" });
    scene({ readsJournal: false });

    const { rows } = await instance.call("GET", journal);
    const { result } = await instance.call(
      "GET",
      `${incidents}/${id}?sysparm_display_value=true&sysparm_fields=work_notes`,
    );

    expect(rows).toEqual([]);
    expect(result.work_notes).toContain("Contained");
  });
});

it.each([{ roles: "itil" }, { roles: [7] }, { readsJournal: "no" }])(
  "the scene cannot be %j",
  (value) => {
    expect(() => scene(value)).toThrow('The scene of "servicenow" takes');
  },
);

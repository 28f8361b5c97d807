import { readSettings } from "../../../config/settings";
import { readPolicy } from "../../../config/policy";
import { createConnectors } from "../../../connectors";
import { failureOf, useStage } from "../stage";
import { draft, rowOf, usualScene } from "./instance";

const stage = useStage();

beforeEach(() => stage.vendors.scene("servicenow", usualScene));

/** ServiceNow under a policy whose tickets have further fields. */
function withFields(fields: Record<string, string>) {
  const { url } = stage.vendors;
  const settings = readSettings({
    IDENTITY_ENDPOINT: `${url}/managed-identity/token`,
    IDENTITY_HEADER: "simulated-identity-header",
    KEY_VAULT_URL: `${url}/key-vault`,
    SERVICENOW_URL: `${url}/servicenow`,
    LEDGER: "memory:",
  });
  const policy = readPolicy("policy.json");
  const tickets = { ...policy.tickets, servicenow: { ...policy.tickets.servicenow, fields } };
  return createConnectors(settings, { ...policy, tickets }).tickets.servicenow;
}

describe("servicenow.check()", () => {
  it("reads one record with the fields of every ticket", async () => {
    await expect(withFields({ category: "Security" }).check()).resolves.toBe(
      "credentials accepted, incident is readable",
    );

    const [call] = stage.vendors.calls("servicenow");
    const { pathname, searchParams } = new URL(call?.path ?? "", "http://servicenow.test");
    expect(pathname).toBe("/api/now/table/incident");
    expect(Object.fromEntries(searchParams)).toEqual({
      sysparm_display_value: "false",
      sysparm_exclude_reference_link: "true",
      sysparm_fields: "sys_id,number,state,short_description,correlation_id,category",
      sysparm_limit: "1",
      sysparm_no_count: "true",
    });
  });

  it("names a field that the table does not have", async () => {
    const error = await failureOf(withFields({ u_team: "SOC", category: "Security" }).check());

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toBe(
      "servicenow: Table incident shows no u_team: correct the fields of tickets.servicenow in the policy, or give its account the right to read them",
    );
  });

  it("doubts where no record is to be seen", async () => {
    stage.vendors.scene("servicenow", { roles: [] });

    await expect(withFields({}).check()).resolves.toBe(
      "credentials accepted, but no record of incident is to be seen: there is none, or its account lacks the role itil or sn_incident_write",
    );
  });
});

describe("a policy with further fields", () => {
  it("has them in every new ticket, and changes none of ours", async () => {
    const group = "d625dccec0a8016700a222a0f7900d06";
    const servicenow = withFields({ assignment_group: group, category: "Security" });

    const { id } = await servicenow.createTicket({ ...draft, key: "sentinel:fields" });
    await servicenow.updateTicket(id, { title: "Another title" });

    expect(rowOf(stage.vendors, id)).toMatchObject({
      assignment_group: group,
      category: "Security",
      short_description: "Another title",
      correlation_id: "sentinel:fields",
    });
    expect(stage.vendors.calls("servicenow").at(-1)?.body).toEqual({
      short_description: "Another title",
    });
  });
});

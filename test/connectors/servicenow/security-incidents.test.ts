import type { TicketSystem } from "../../../domain/ticketing";
import { connectorsFor, failureOf, useStage } from "../stage";
import { draft, rowOf, usualScene } from "./instance";

const stage = useStage({ SERVICENOW_TABLE: "sn_si_incident" });
const sir = "5ec00000000000000000000000000001";
let servicenow: TicketSystem;

const holds = (state: string, more: object = {}) =>
  stage.vendors.scene("servicenow", {
    ...usualScene,
    securityIncidents: true,
    records: { sn_si_incident: [{ sys_id: sir, state, active: "true" }] },
    ...more,
  });

const row = () => rowOf(stage.vendors, sir, "sn_si_incident");

beforeEach(() => {
  holds("16");
  ({ servicenow } = stage.connectors.tickets);
});

describe("servicenow on the table of security incidents", () => {
  it("opens a ticket there, tells its priority, and finds it again", async () => {
    const created = await servicenow.createTicket({ ...draft, key: "sentinel:sir" });

    expect(created).toMatchObject({
      number: expect.stringMatching(/^SIR\d+$/),
      url: `${stage.vendors.url}/servicenow/nav_to.do?uri=sn_si_incident.do%3Fsys_id%3D${created.id}`,
    });
    expect(rowOf(stage.vendors, created.id, "sn_si_incident")).toMatchObject({
      short_description: draft.title,
      priority: "2",
      state: "10",
    });
    await expect(servicenow.findTicket("sentinel:sir")).resolves.toMatchObject({ id: created.id });
    expect(stage.vendors.calls("servicenow").map(({ path }) => path.replace(/\?.*/, ""))).toEqual([
      "/api/now/table/sn_si_incident",
      "/api/now/table/sn_si_incident",
    ]);
  });

  it.each([
    ["10", "new", "Draft"],
    ["16", "active", "Analysis"],
    ["18", "active", "Contain"],
    ["19", "active", "Eradicate"],
    ["20", "active", "Recover"],
    ["100", "resolved", "Review"],
    ["3", "closed", "Closed"],
    ["7", "cancelled", "Cancelled"],
  ])("reads state %s as %s", async (stored, state, stateName) => {
    holds(stored);

    await expect(servicenow.readTicket(sir)).resolves.toMatchObject({ state, stateName });
  });

  it("closes one with code and notes in one change", async () => {
    await servicenow.resolveTicket(sir, "Contained by run 7f3c");

    expect(row()).toMatchObject({
      state: "3",
      close_code: "Threat mitigated",
      close_notes: "Contained by run 7f3c",
    });
  });

  it.each(["100", "3", "7"])("leaves one in state %s as it is", async (state) => {
    holds(state);

    await servicenow.resolveTicket(sir, "Contained");

    expect(row()).toMatchObject({ state });
    expect(stage.vendors.calls("servicenow").map(({ method }) => method)).toEqual(["GET"]);
  });

  it("says which setting to change where the plugin is missing", async () => {
    stage.vendors.scene("servicenow", { securityIncidents: false });

    for (const error of [
      await failureOf(servicenow.findTicket("sentinel:any")),
      await failureOf(servicenow.createTicket(draft)),
      await failureOf(stage.connectors.tickets.servicenow.check()),
    ]) {
      expect(error).toMatchObject({ kind: "permanent", status: 400 });
      expect(error.message).toContain("Invalid table sn_si_incident");
      expect(error.message).toContain("set SERVICENOW_TABLE to incident");
    }
  });

  it("names the role that is missing, which admin does not include", async () => {
    holds("16", { roles: ["admin"] });

    const error = await failureOf(servicenow.createTicket(draft));

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("sn_si.analyst, which admin does not include");
    await expect(servicenow.findTicket("sentinel:any")).resolves.toBeNull();
    await expect(stage.connectors.tickets.servicenow.check()).resolves.toContain(
      "or its account lacks the role sn_si.analyst",
    );
  });

  it("does not touch incidents", async () => {
    const { servicenow: incidents } = connectorsFor(stage.vendors.url).tickets;

    expect(await failureOf(incidents.readTicket(sir))).toMatchObject({ kind: "not-found" });
  });
});

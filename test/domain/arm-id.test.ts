import * as fc from "fast-check";
import {
  incidentPath,
  parseIncidentId,
  parseWorkspaceId,
  workspaceOf,
  workspacePath,
} from "../../domain/arm-id";
import { sampleIncident } from "../support/sample-report";

const { ref } = sampleIncident;
const id = incidentPath(ref);

describe("parseIncidentId()", () => {
  it("reads the id of an incident in any case, to one reference", () => {
    expect(parseIncidentId(id)).toEqual(ref);
    expect(parseIncidentId(id.toUpperCase())).toEqual(ref);
    expect(parseIncidentId(id.replace("/incidents/", "/Incidents/"))).toEqual(ref);
    expect(parseIncidentId(id.replace("/resourceGroups/rg-soc", "/resourcegroups/RG-SOC"))).toEqual(
      ref,
    );
  });

  it.each([
    ["nothing", ""],
    ["no slash in front", id.slice(1)],
    ["a slash behind", `${id}/`],
    ["something before it", `/x${id}`],
    ["something behind it", `${id}/comments/1`],
    ["another provider", id.replace("SecurityInsights", "Security")],
    ["an alert", id.replace("/incidents/", "/entities/")],
    ["a subscription that is no GUID", id.replace(ref.subscriptionId, "s")],
    ["a name that is no GUID", id.replace(ref.name, "42")],
    ["a group that climbs", id.replace("rg-soc", "..")],
    ["a group that is a hidden path", id.replace("rg-soc", "a%2Fb")],
    ["a group that is badly encoded", id.replace("rg-soc", "%zz")],
    ["a group with a query", id.replace("rg-soc", "rg?x=1")],
    ["a workspace with a space", id.replace("law-soc", "law soc")],
    ["a workspace that is empty", id.replace("law-soc", "")],
    ["a kilometre of it", id + "x".repeat(5_000)],
  ])("refuses %s", (_what, text) => {
    expect(parseIncidentId(text)).toBeUndefined();
  });

  it("reads back what incidentPath() wrote, and throws at nothing", () => {
    const group = fc.string({
      unit: fc.constantFrom(..."abzäß019._-()".split("")),
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.uuid(), group, fc.uuid(), fc.string(), (subscriptionId, start, name, junk) => {
        const written = { ...ref, subscriptionId, resourceGroup: `${start}x`, name };
        expect(parseIncidentId(incidentPath(written))).toEqual(written);
        expect(parseIncidentId(junk)).toBeUndefined();
      }),
    );
  });
});

describe("workspacePath()", () => {
  it("encodes every value, so that none becomes a path of its own", () => {
    const path = workspacePath({ ...ref, resourceGroup: "a/b?c", workspaceName: "../x" });

    expect(path).toContain("/resourceGroups/a%2Fb%3Fc/");
    expect(path).toContain("/workspaces/..%2Fx");
  });
});

describe("workspaceOf() and parseWorkspaceId()", () => {
  it("give one reference for parts and for the path of them", () => {
    const { name: _, ...workspace } = ref;

    expect(workspaceOf(ref.subscriptionId.toUpperCase(), "RG-soc", "LAW-soc")).toEqual(workspace);
    expect(parseWorkspaceId(workspacePath(ref))).toEqual(workspace);
    expect(parseWorkspaceId(id)).toBeUndefined();
    expect(workspaceOf("s", "rg", "law")).toBeUndefined();
  });
});

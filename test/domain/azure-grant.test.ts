import * as fc from "fast-check";
import { type AzureGrant, isGranted, matchesAction } from "../../domain/azure-grant";

const grant = (more: Partial<AzureGrant>): AzureGrant => ({
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...more,
});
const read = { action: "Microsoft.Network/networkSecurityGroups/read", isData: false };

/** The same, letter by letter. */
function matchesSlowly(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern.startsWith("*")) {
    return (
      matchesSlowly(pattern.slice(1), text) ||
      (text !== "" && matchesSlowly(pattern, text.slice(1)))
    );
  }
  return pattern[0] === text[0] && matchesSlowly(pattern.slice(1), text.slice(1));
}

describe("matchesAction()", () => {
  it.each([
    ["*", "Microsoft.Compute/disks/read", true],
    ["*/read", "Microsoft.Compute/disks/read", true],
    ["*/read", "Microsoft.Compute/disks/write", false],
    ["Microsoft.Compute/*", "Microsoft.Compute/virtualMachines/start/action", true],
    ["Microsoft.Compute/*", "Microsoft.ComputeFleet/fleets/read", false],
    ["Microsoft.Compute/*/read", "Microsoft.Compute/disks/read", true],
    ["Microsoft.Compute/*/read", "Microsoft.Compute/read", false],
    ["microsoft.compute/DISKS/read", "Microsoft.Compute/disks/read", true],
    ["Microsoft.Compute/disks", "Microsoft.Compute/disks/read", false],
    ["Microsoft.Compute/disks/read", "Microsoft.Compute/disks", false],
    ["Microsoft.Cost/*/query/*", "Microsoft.Cost/exports/query/run/action", true],
    ["Microsoft.Cost/*/query/*", "Microsoft.Cost/query/run/action", false],
    ["Microsoft.Compute/disks/re.d", "Microsoft.Compute/disks/read", false],
    ["a*a", "a", false],
    ["", "Microsoft.Compute/disks/read", false],
    ["**", "", true],
  ])("finds that %j is for %j: %s", (pattern, action, isMatch) => {
    expect(matchesAction(pattern, action)).toBe(isMatch);
  });

  it("finds what a search letter by letter finds", () => {
    const letters = (...from: string[]) =>
      fc.array(fc.constantFrom(...from), { maxLength: 8 }).map((list) => list.join(""));
    fc.assert(
      fc.property(letters("a", "b", "/", "*"), letters("a", "b", "/"), (pattern, text) => {
        expect(matchesAction(pattern, text)).toBe(matchesSlowly(pattern, text));
      }),
    );
  });
});

describe("isGranted()", () => {
  it.each([
    ["by nobody", [], false],
    ["by an action", [grant({ actions: [read.action] })], true],
    ["by an action on data only", [grant({ dataActions: ["*"] })], false],
    ["by what its own grant excepts", [grant({ actions: ["*"], notActions: ["*/read"] })], false],
    [
      "by one grant, whatever another one excepts",
      [grant({ actions: ["*"], notActions: ["*"] }), grant({ actions: ["*/read"] })],
      true,
    ],
    ["with an exception for data", [grant({ actions: ["*"], notDataActions: ["*"] })], true],
  ])("says whether an action is given %s", (_, grants, isGiven) => {
    expect(isGranted(grants, read)).toBe(isGiven);
  });

  it("keeps actions and those on data apart", () => {
    const secret = { action: "Microsoft.KeyVault/vaults/secrets/getSecret/action", isData: true };

    expect(isGranted([grant({ actions: ["*"] })], secret)).toBe(false);
    expect(isGranted([grant({ dataActions: ["*"], notDataActions: ["*/read"] })], secret)).toBe(
      true,
    );
  });

  it("never takes away what is granted when a further role comes", () => {
    const pattern = fc.constantFrom("*", "*/read", "Microsoft.Network/*", read.action, "x/*");
    const any = fc.record({
      actions: fc.array(pattern),
      notActions: fc.array(pattern),
      dataActions: fc.array(pattern),
      notDataActions: fc.array(pattern),
    });
    fc.assert(
      fc.property(fc.array(any), any, (grants, further) => {
        expect(isGranted([...grants, further], read)).toBe(
          isGranted(grants, read) || isGranted([further], read),
        );
      }),
    );
  });
});

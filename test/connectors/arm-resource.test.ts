import { parseArmId } from "../../connectors/arm-resource";

const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
const type = "Microsoft.Compute/virtualMachines";
const of = (group: string, name = "vm-1") =>
  `${subscription}/resourceGroups/${group}/providers/${type}/${name}`;

describe("parseArmId()", () => {
  it("reads an id of the type in any case, and encodes what its path needs", () => {
    expect(parseArmId(of("rg-Büro").replace("Compute", "COMPUTE"), type)).toEqual({
      subscriptionId: "11111111-1111-1111-1111-111111111111",
      name: "vm-1",
      id: of("rg-Büro"),
      path: of("rg-B%C3%BCro"),
      key: of("rg-büro").toLowerCase(),
    });
  });

  it.each([
    "",
    of("rg").slice(1),
    of("rg").replace("virtualMachines", "disks"),
    of("rg", "vm*"),
    of("rg", "vm/extensions/one"),
    of("rg", ".."),
    of("rg/../rg"),
    of("r?g"),
    of("rg."),
    of("rg").replace("11111111-1111", "11111111"),
    `${of("rg")}/`,
    ` ${of("rg")}`,
  ])("takes nothing else: %j", (id) => {
    expect(parseArmId(id, type)).toBeUndefined();
  });
});

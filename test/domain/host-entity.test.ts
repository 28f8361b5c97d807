import { mergeEntities } from "../../domain/merge-entities";
import { readEntity, readRawEntities } from "../../domain/sentinel-entity";

const machine = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
const device = "80fe8ff8-2624-418e-9591-41f0491218f9";

describe("a host with what Defender says of its device", () => {
  it("has the device's ids from additionalData, in lower case", () => {
    const properties = {
      hostName: "srv-01",
      osFamily: "Windows",
      additionalData: { MdatpDeviceId: machine.toUpperCase(), AadDeviceId: device.toUpperCase() },
    };

    expect(readEntity({ kind: "Host", properties })).toEqual({
      kind: "Host",
      label: "srv-01",
      hostName: "srv-01",
      defenderMachineId: machine,
      aadDeviceId: device,
      osFamily: "Windows",
    });
  });

  it("has them from beside the names of a raw alert", () => {
    const raw = [{ $id: "1", Type: "host", MdatpDeviceId: machine, OSFamily: "Linux" }];

    expect(readRawEntities(raw)).toEqual([
      { kind: "Host", label: machine, defenderMachineId: machine, osFamily: "Linux" },
    ]);
  });

  it.each([
    { MdatpDeviceId: `${machine}0` },
    { MdatpDeviceId: "*" },
    { MdatpDeviceId: "../machines" },
    { AadDeviceId: "x' or 1 eq 1" },
    { AadDeviceId: `${device}0` },
    { OSFamily: "Unknown" },
  ])("leaves out what is no id and no family: %j", (more) => {
    expect(readRawEntities([{ $id: "1", Type: "host", HostName: "a", ...more }])).toEqual([
      { kind: "Host", label: "a", hostName: "a" },
    ]);
  });

  it("is one host with another mention of the same machine, whatever it is called there", () => {
    const [first] = readRawEntities([{ Type: "host", MdatpDeviceId: machine }]);
    const [second] = readRawEntities([
      { Type: "host", HostName: "srv-01", DnsDomain: "contoso.zz", MdatpDeviceId: machine },
    ]);

    expect(mergeEntities([first!], [second!])).toEqual([
      {
        kind: "Host",
        label: "srv-01.contoso.zz",
        hostName: "srv-01",
        dnsDomain: "contoso.zz",
        defenderMachineId: machine,
      },
    ]);
  });

  it.each([
    ["MdatpDeviceId", machine, machine.replace("1", "2")],
    ["AadDeviceId", device, device.replace("8", "9")],
  ])("is two devices when two mentions of one name differ in %s", (name, one, other) => {
    const hosts = [one, other].flatMap((id) =>
      readRawEntities([{ Type: "host", HostName: "a", [name]: id }]),
    );

    expect(mergeEntities(hosts, [])).toHaveLength(2);
  });
});

import type { Target } from "../../domain/containment";
import { refusedBy } from "../../domain/guard";
import { samplePolicy } from "../support/sample-report";

const at = "2026-11-24T03:00:00.000Z";
const device: Target = {
  id: "1e5bc9d7e413ddd7902c2932e418702b84d0cc07",
  label: "pc7.contoso.zz",
  names: [],
  role: "workstation",
};

const refused = (networks: string[], addresses?: string[]) => {
  const { contain } = samplePolicy;
  const isolate = { ...contain.kinds["isolate-device"], act: "alone" as const };
  const policy = {
    ...samplePolicy,
    contain: { ...contain, kinds: { ...contain.kinds, "isolate-device": isolate } },
    protected: { ...samplePolicy.protected, networks },
  };
  const target = { ...device, ...(addresses && { addresses }) };
  return refusedBy("isolate-device", target, policy, at);
};

describe("a device and the networks that the policy protects", () => {
  it.each([
    ["10.0.0.0/8", ["10.20.0.10"]],
    ["10.0.0.0/8", ["198.51.100.20", "10.20.0.10"]],
    ["10.0.0.0/8", ["::ffff:10.20.0.10"]],
    ["::ffff:10.0.0.0/104", ["10.20.0.10"]],
    ["0.0.0.0/0", ["10.20.0.10"]],
    ["0.0.0.0/8", ["0.0.0.0"]],
    ["fd00::/8", ["FD00:0:0::1"]],
    ["2620:fe::fe", ["2620:fe::fe"]],
  ])("are one when %s holds one of %j", (network, addresses) => {
    const reason = expect.stringContaining("It is in a network that the policy protects");
    expect(refused([network], addresses)).toEqual({ reason, needsHuman: false });
  });

  it.each([
    ["0.0.0.0/8", ["10.20.0.10"]],
    ["0.0.0.0/32", ["10.20.0.10"]],
    ["10.0.0.0/8", ["11.0.0.1", "fd00::1"]],
    ["::/96", ["10.20.0.10"]],
  ])("are two when %s holds none of %j", (network, addresses) => {
    expect(refused([network], addresses)).toBeUndefined();
  });

  it.each([[["10.0.0.0/8"]], [["9.9.9.9", "45.83.70.0/24"]], [["10.20.0.10"]], [["fd00::1/128"]]])(
    "may be one when nobody knows its address and %j may hold devices",
    (networks) => {
      for (const addresses of [undefined, []]) {
        const reason = expect.stringContaining("Nobody could say which address it has");
        expect(refused(networks, addresses)).toEqual({ reason, needsHuman: true });
      }
    },
  );

  it("are two when only single public addresses are protected, and its own is not known", () => {
    expect(refused(["9.9.9.9/32", "2620:fe::fe"], [])).toBeUndefined();
    expect(refused([])).toBeUndefined();
  });

  it.each([
    [["10.0.0.0/33"], ["11.0.0.1"], "no network"],
    [["10.0.0.0/33"], [], "no network"],
    [["10.0.0.0/8"], ["fe80::1%eth0"], "an address that nobody can read"],
  ])("are taken for one when %j or %j cannot be read", (networks, addresses, why) => {
    expect(refused(networks, addresses)?.reason).toContain(why);
  });
});

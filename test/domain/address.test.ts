import { BlockList, isIP } from "node:net";
import * as fc from "fast-check";
import { isInNetwork, parseAddress, parseNetwork, specialRange } from "../../domain/address";
import { SPECIAL_RANGES } from "../../domain/special-ranges";

const anyIp = fc.oneof(fc.ipV4(), fc.ipV6());

describe("parseAddress()", () => {
  it.each([
    ["45.83.64.10", "45.83.64.10"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0db8::0001", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["0:0:1::", "0:0:1::"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::ffff:45.83.64.10", "45.83.64.10"],
    ["::FFFF:2d53:400a", "45.83.64.10"],
    ["64:ff9b::45.83.64.10", "64:ff9b::2d53:400a"],
  ])("takes %s for %s", (text, canonical) => {
    expect(parseAddress(text)).toBe(canonical);
  });

  it.each([
    "",
    " 45.83.64.10",
    "45.83.64.10 ",
    "45.83.64",
    "45.83.64.10.1",
    "45.83.64.256",
    "045.83.64.10",
    "0x2d.83.64.10",
    "757284874",
    "45.83.64.10/32",
    "45.83.64.10:443",
    "45.83.64.10.",
    "45..83.64",
    "４５.83.64.10",
    "45。83。64。10",
    "[2001:db8::1]",
    "fe80::1%eth0",
    "2001:db8::1::",
    ":::",
    ":1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::12345",
    "1.2.3.4::",
    "::1.2.3",
    "1::2:3:4:5:6:7:8",
    "localhost",
    "45.83.64.10\n",
  ])("takes %j for no address", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it("agrees with Node on what an address is, zones aside", () => {
    const nearly = fc.string({
      unit: fc.constantFrom(..."0123456789abcf:.:.".split("")),
      maxLength: 24,
    });
    fc.assert(
      fc.property(fc.oneof(anyIp, nearly), (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it("writes IPv6 as the URL standard does, which also follows RFC 5952", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = parseAddress(text) ?? "";
        const expected = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        // The URL standard does not unwrap IPv4-mapped addresses.
        fc.pre(!expected.startsWith("::ffff:"));
        expect(canonical).toBe(expected);
        expect(parseAddress(canonical)).toBe(canonical);
      }),
    );
  });
});

describe("parseNetwork()", () => {
  it.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["45.83.64.10", "45.83.64.10/32"],
    ["2001:DB8::1/32", "2001:db8::/32"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["::ffff:10.1.2.3/104", "10.0.0.0/8"],
    ["::ffff:10.1.2.3", "10.1.2.3/32"],
    ["::ffff:0:0/95", "::fffe:0:0/95"],
  ])("takes %s for %s", (text, network) => {
    expect(parseNetwork(text)).toBe(network);
  });

  it.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10.0.0/8",
    "::/129",
    "10.0.0.0/8/8",
    "a/8",
  ])("takes %j for no network", (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });
});

describe("isInNetwork()", () => {
  it("agrees with Node's block list for every address and prefix", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.nat(),
        fc.tuple(fc.ipV4(), fc.ipV4()),
        fc.tuple(fc.ipV6(), fc.ipV6()),
        (is4, n, v4, v6) => {
          const [address, base] = is4 ? v4 : v6;
          const prefix = n % (is4 ? 33 : 129);
          const list = new BlockList();
          list.addSubnet(base, prefix, is4 ? "ipv4" : "ipv6");

          fc.pre(
            parseAddress(address)?.includes(":") !== is4 &&
              parseAddress(base)?.includes(":") !== is4,
          );
          expect(isInNetwork(address, `${base}/${prefix}`)).toBe(
            list.check(address, is4 ? "ipv4" : "ipv6"),
          );
        },
      ),
    );
  });

  it("holds an address in its own network of any size", () => {
    fc.assert(
      fc.property(anyIp, fc.nat(), (address, n) => {
        const prefix = n % (parseAddress(address)?.includes(":") ? 129 : 33);
        expect(isInNetwork(address, `${parseAddress(address)}/${prefix}`)).toBe(true);
      }),
    );
  });

  it("holds nothing in a network that does not parse, and no text that is no address", () => {
    expect(isInNetwork("10.0.0.1", "10.0.0.0/33")).toBe(false);
    expect(isInNetwork("10.0.0.0/8", "10.0.0.0/8")).toBe(false);
    expect(isInNetwork("::1", "0.0.0.0/0")).toBe(false);
  });

  it("finds a mapped address in the IPv4 network that it stands for", () => {
    expect(isInNetwork("::ffff:10.1.2.3", "10.0.0.0/8")).toBe(true);
  });
});

describe("specialRange()", () => {
  it.each([
    ["0.1.2.3", "this network"],
    ["10.255.255.255", "RFC 1918"],
    ["172.16.0.1", "RFC 1918"],
    ["172.31.255.255", "RFC 1918"],
    ["192.168.1.1", "RFC 1918"],
    ["100.64.0.1", "CGNAT"],
    ["127.0.0.1", "loopback"],
    ["168.63.129.16", "Azure"],
    ["169.254.169.254", "metadata"],
    ["169.254.1.1", "link-local"],
    ["192.0.0.8", "RFC 6890"],
    ["192.0.2.1", "documentation"],
    ["192.31.196.1", "AS112"],
    ["192.52.193.1", "AMT"],
    ["192.88.99.1", "6to4"],
    ["192.175.48.1", "AS112"],
    ["198.18.0.1", "benchmarking"],
    ["198.19.255.255", "benchmarking"],
    ["198.51.100.1", "documentation"],
    ["203.0.113.7", "documentation"],
    ["224.0.0.1", "multicast"],
    ["239.255.255.255", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "broadcast"],
    ["::ffff:10.0.0.1", "RFC 1918"],
    ["::", "unspecified"],
    ["::1", "loopback"],
    ["::10.0.0.1", "IPv4-compatible"],
    ["64:ff9b::a00:1", "NAT64"],
    ["64:ff9b:1::1", "NAT64"],
    ["100::1", "discard"],
    ["100:0:0:1::1", "dummy"],
    ["2001::1", "Teredo"],
    ["2001:1::1", "RFC 2928"],
    ["2001:2::1", "benchmarking"],
    ["2001:3::1", "AMT"],
    ["2001:4:112::1", "AS112"],
    ["2001:10::1", "ORCHID"],
    ["2001:20::1", "ORCHIDv2"],
    ["2001:30::1", "drone"],
    ["2001:db8::1", "documentation"],
    ["2002:a00:1::1", "6to4"],
    ["2620:4f:8000::1", "AS112"],
    ["3fff::1", "documentation"],
    ["5f00::1", "segment routing"],
    ["fc00::1", "unique local"],
    ["fd12:3456::1", "unique local"],
    ["fe80::1", "link-local"],
    ["fec0::1", "site-local"],
    ["ff02::1", "multicast"],
    ["4000::1", "not allocated"],
    ["", "not a valid address"],
    ["10.0.0.0/8", "not a valid address"],
  ])("names the range of %s: %s", (address, name) => {
    expect(specialRange(address)).toContain(name);
  });

  it.each([
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:db7::1",
    "2001:db9::1",
    "2003::1",
    "2a0f:f000::7",
    "3ffe::1",
  ])("takes %s for public", (address) => {
    expect(specialRange(address)).toBeUndefined();
  });

  it("has no entry that is unreachable or does not parse", () => {
    for (const [network, name] of SPECIAL_RANGES) {
      expect(parseNetwork(network)).toBe(network);
      expect(specialRange(network.split("/")[0]!)).toBeDefined();
      expect(name).not.toBe("");
    }
  });
});

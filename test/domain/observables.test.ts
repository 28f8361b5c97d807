import * as fc from "fast-check";
import { parseAddress, specialRange } from "../../domain/address";
import type { Entity } from "../../domain/entity";
import type { ObservableKind } from "../../domain/observable";
import { observablesOf } from "../../domain/observables";
import { hostileEntities } from "../support/hostile";
import { samplePolicy } from "../support/sample-report";

const ip = (address: string): Entity => ({ kind: "Ip", address });
const url = (text: string): Entity => ({ kind: "Url", url: text });
const dns = (domainName: string): Entity => ({ kind: "DnsResolution", domainName });
const hash = (value: string): Entity => ({ kind: "FileHash", algorithm: "SHA256", value });
const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

const found = (...entities: Entity[]): string[] =>
  observablesOf(entities, samplePolicy).observables.map(({ kind, value }) => `${kind} ${value}`);
const other = (type: string): Entity => ({ kind: "Other", type, label: "x" });
const leftOut = (...entities: Entity[]) => observablesOf(entities, samplePolicy).leftOut;
const limitedTo = (maxPerIncident: number) => ({
  ...samplePolicy,
  lookUps: { ...samplePolicy.lookUps, maxPerIncident },
});

const isCanonical: Record<ObservableKind, (value: string) => boolean> = {
  address: (value) => specialRange(value) === undefined && parseAddress(value) === value,
  domain: (value) => /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(value),
  hash: (value) => /^[0-9a-f]{32,64}$/.test(value),
  url: (value) => new URL(value).href === value,
};

describe("observablesOf()", () => {
  it.each<[Entity, string[]]>([
    [ip("45.83.64.10"), ["address 45.83.64.10"]],
    [ip("45[.]83[.]64[.]10"), ["address 45.83.64.10"]],
    [ip(" '45.83.64.10', "), ["address 45.83.64.10"]],
    [ip("45.83.64.10:443"), ["address 45.83.64.10"]],
    [ip("[2A0F:F000::7]:443"), ["address 2a0f:f000::7"]],
    [ip("::ffff:45.83.64.10"), ["address 45.83.64.10"]],
    [dns("BAD.FABRIKAM.com."), ["domain bad.fabrikam.com"]],
    [dns("bad[.]fabrikam.com"), ["domain bad.fabrikam.com"]],
    [dns("_dmarc.bad.fabrikam.com"), ["domain _dmarc.bad.fabrikam.com"]],
    [dns("bücher.fabrikam.com"), ["domain xn--bcher-kva.fabrikam.com"]],
    [dns("bad。fabrikam.com"), ["domain bad.fabrikam.com"]],
    [dns("45.83.64.10"), ["address 45.83.64.10"]],
    [
      url("hxxps://BAD[.]FABRIKAM.com/A?b=1#frag"),
      ["url https://bad.fabrikam.com/A?b=1", "domain bad.fabrikam.com"],
    ],
    [
      url("https://user:secret@bad.fabrikam.com/"),
      ["url https://bad.fabrikam.com/", "domain bad.fabrikam.com"],
    ],
    [url("http://45.83.64.10:8080/x"), ["url http://45.83.64.10:8080/x", "address 45.83.64.10"]],
    [url("http://757284874/"), ["url http://45.35.64.10/", "address 45.35.64.10"]],
    [ip("45.83.64.10/32"), ["address 45.83.64.10"]],
    [ip("2A0F:F000::7/128"), ["address 2a0f:f000::7"]],
    [dns("bad.fabrikam.com:443"), ["domain bad.fabrikam.com"]],
    // Latin, Cyrillic and Greek in one label.
    [dns("p\u0430yp\u03B1l.fabrikam.com"), ["domain xn--pypl-2ld37e.fabrikam.com"]],
    [url("http://[::ffff:45.83.64.10]/"), ["url http://45.83.64.10/", "address 45.83.64.10"]],
    [
      url("HTTP://bad.fabrikam.com.:80"),
      ["url http://bad.fabrikam.com/", "domain bad.fabrikam.com"],
    ],
    [
      url("hXXps[:]//bad[dot]fabrikam{.}com[/]a(dot)php"),
      ["url https://bad.fabrikam.com/a.php", "domain bad.fabrikam.com"],
    ],
    [
      url("hxxp://user[at]bad[.]fabrikam[.]com/"),
      ["url http://bad.fabrikam.com/", "domain bad.fabrikam.com"],
    ],
    // Not defanged: its brackets are its own.
    [
      url("https://bad.fabrikam.com/?sort[.]=[at]"),
      ["url https://bad.fabrikam.com/?sort[.]=[at]", "domain bad.fabrikam.com"],
    ],
    [
      url("(see https://bad.fabrikam.com/a_(b)).".slice(5)),
      ["url https://bad.fabrikam.com/a_(b)", "domain bad.fabrikam.com"],
    ],
    // Each of these is one machine of one customer.
    [dns("ec2-1-2-3-4.compute-1.amazonaws.com"), ["domain ec2-1-2-3-4.compute-1.amazonaws.com"]],
    [dns("evil.azurewebsites.net"), ["domain evil.azurewebsites.net"]],
    // What strangers share says nothing; what lies under it does.
    [url("https://s3.amazonaws.com/bucket/a"), ["url https://s3.amazonaws.com/bucket/a"]],
    [hash(` '${sha256}', `), [`hash ${sha256}`]],
    [url("http://[2a0f:f000::7]/"), ["url http://[2a0f:f000::7]/", "address 2a0f:f000::7"]],
    [url("bad.fabrikam.com/path"), ["url http://bad.fabrikam.com/path", "domain bad.fabrikam.com"]],
    [
      url("bad.fabrikam.com:8080"),
      ["url http://bad.fabrikam.com:8080/", "domain bad.fabrikam.com"],
    ],
    [url("ftp://bad.fabrikam.com/x"), ["url ftp://bad.fabrikam.com/x", "domain bad.fabrikam.com"]],
    [hash(sha256.toUpperCase()), [`hash ${sha256}`]],
  ])("looks up %j as %j", (entity, observables) => {
    expect(found(entity)).toEqual(observables);
  });

  it.each<[Entity, string]>([
    [ip("10.0.0.4"), "private (RFC 1918)"],
    [ip("203.0.113.7"), "documentation"],
    [ip("168.63.129.16"), "Azure"],
    [ip("fe80::1%eth0"), "link-local"],
    [ip("45.83.65.7"), "network of ours"],
    [ip("45.83.64.0/24"), "a network and not one address"],
    [ip("n/a"), "not a valid address"],
    [ip("045.83.64.10"), "not a valid address"],
    [dns("contoso.zz"), "a domain of ours"],
    [dns("mail.CONTOSO.zz"), "a domain of ours"],
    [dns("srv-01"), "without a dot"],
    [dns("srv.corp"), ".corp"],
    [dns("a.b.internal"), ".internal"],
    [dns("x.onion"), ".onion"],
    [dns("www.example.com"), ".example.com"],
    [dns("4.3.2.1.in-addr.arpa"), ".arpa"],
    [dns("co.uk"), "suffix that strangers share"],
    [dns("azurewebsites.net"), "suffix that strangers share"],
    [dns("host.zz"), "no known suffix: .zz"],
    [url("https://host.zz/token"), "no known suffix: .zz"],
    [dns("0x7f.1"), "not a valid domain"],
    [dns("0300.0.2.1"), "not a valid domain"],
    [dns("3232235777"), "not a valid domain"],
    [ip("0x2d.83.64.10"), "not a valid address"],
    [ip("0300.0.2.1"), "not a valid address"],
    [ip("757284874"), "not a valid address"],
    [ip("45.83.16394"), "not a valid address"],
    [ip("::45.83.64.10"), "IPv4-compatible"],
    [ip("::ffff:0:45.83.64.10"), "IPv4-translated"],
    [ip("64:ff9b::45.83.64.10"), "NAT64"],
    [ip("2002:2d53:400a::1"), "6to4"],
    [ip("45[.]83[.]64[.]0[/]24"), "a network and not one address"],
    [ip("2a0f:f000::/32"), "a network and not one address"],
    [ip("45.83.64.10/../../x"), "not a valid address"],
    [url("http://168.63.129.16/machine"), "Azure"],
    [url("http://0250.077.0201.020/"), "Azure"],
    [url("http://169.254.169.254/metadata"), "metadata"],
    [url("http://[::ffff:a9fe:a9fe]/"), "metadata"],
    [url("http://2852039166/"), "metadata"],
    [url("https://contoso.zz./"), "a domain of ours"],
    [url("https://bad.fabrikam.com@contoso.zz/"), "a domain of ours"],
    [dns("a b.fabrikam.com"), "not a valid domain"],
    [dns("bad.fabrikam.com/path"), "not a valid domain"],
    [dns("bad.fabrikam.com@contoso.zz"), "not a valid domain"],
    [dns(`${"a".repeat(64)}.fabrikam.com`), "not a valid domain"],
    [dns("-bad.fabrikam.com"), "not a valid domain"],
    [url("https://contoso.zz/login"), "a domain of ours"],
    [url("http://10.0.0.4/x"), "private"],
    [url("http://0x7f.1/"), "loopback"],
    [url("http://2130706433/"), "loopback"],
    [url("http://[::1]/"), "loopback"],
    [url("http://[::ffff:10.0.0.1]/"), "private"],
    [url("http://intranet/"), "without a dot"],
    [url("file:///etc/passwd"), "scheme"],
    [url("javascript:alert(1)"), "scheme"],
    [url("nothing"), "not a valid URL"],
    [url("http://"), "not a valid URL"],
    [hash("d41d8cd98f00b204e9800998ecf8427e"), "empty file"],
    [hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), "empty file"],
    [hash("da39a3ee5e6b4b0d3255bfef95601890afd80709"), "empty file"],
    [hash("0".repeat(40)), "placeholder"],
    [hash("deadbeef".repeat(8)), "placeholder"],
    [hash("0123456789abcdef".repeat(2)), "placeholder"],
    [hash("abc"), "no MD5"],
    [{ kind: "Other", type: "Process", label: "cmd" }, "No source is asked"],
  ])("leaves out %j: %s", (entity, reason) => {
    expect(found(entity)).toEqual([]);
    expect(leftOut(entity)).toEqual([
      { value: expect.any(String), reason: expect.stringContaining(reason) },
    ]);
  });

  it.each(["notcontoso.fabrikam.com", "contoso.fabrikam.com.woodgrovebank.com", "fabrikam.com"])(
    "does not take for ours what only looks like it: %s",
    (name) => {
      const policy = { ...samplePolicy, own: { networks: [], domains: ["contoso.fabrikam.com"] } };

      expect(observablesOf([dns(name)], policy).observables).toEqual([
        { kind: "domain", value: name },
      ]);
    },
  );

  it("knows a domain of ours however the policy writes it", () => {
    const policy = {
      ...samplePolicy,
      own: { networks: [], domains: ["*.Bücher.zz", ".contoso.zz"] },
    };

    expect(
      observablesOf([dns("shop.xn--bcher-kva.zz"), dns("contoso.zz")], policy).observables,
    ).toEqual([]);
  });

  it("keeps whole URLs from sources where the policy says so, and counts them as not looked at", () => {
    const policy = {
      ...samplePolicy,
      lookUps: { ...samplePolicy.lookUps, urls: "host" as const },
    };

    const reset = url("https://bad.fabrikam.com/reset?token=1");

    expect(observablesOf([reset, url("http://10.0.0.4/x")], policy)).toEqual({
      observables: [{ kind: "domain", value: "bad.fabrikam.com" }],
      leftOut: [
        {
          value: "https://bad.fabrikam.com/reset?token=1",
          reason: "The policy sends hosts and no whole URLs",
        },
        { value: "http://10.0.0.4/x", reason: expect.stringContaining("private") },
      ],
      notLookedAt: 1,
    });
  });

  it("asks once about what is mentioned often", () => {
    expect(
      found(
        ip("45.83.64.10"),
        url("http://45.83.64.10/"),
        ip("45.83.64.10:80"),
        dns("45.83.64.10"),
      ),
    ).toEqual(["address 45.83.64.10", "url http://45.83.64.10/"]);
  });

  it("asks about the host of a URL that is too long, and not about the part that is left of it", () => {
    const long = url(`https://bad.fabrikam.com/${"x".repeat(2_032)}…`);

    expect(found(long)).toEqual(["domain bad.fabrikam.com"]);
    expect(leftOut(long)).toEqual([
      { value: expect.stringMatching(/^https:/), reason: expect.stringContaining("too long") },
    ]);
  });

  it("lets no kind crowd out another when the policy's limit is reached, and names the rest", () => {
    const flood = Array.from({ length: 50 }, (_, n) => url(`https://bad.fabrikam.com/${n}`));
    const {
      observables,
      leftOut: rest,
      notLookedAt,
    } = observablesOf([...flood, ip("45.83.64.10"), hash(sha256)], limitedTo(6));

    expect(observables.map(({ kind }) => kind)).toEqual([
      "url",
      "domain",
      "url",
      "url",
      "address",
      "hash",
    ]);
    expect(notLookedAt).toBe(47);
    expect(rest).toEqual([
      {
        value: expect.stringMatching(/^https:\/\/bad\.fabrikam\.com\/3, .* and 37 more…$/),
        reason: "The policy looks up at most 6 for one incident",
      },
    ]);
  });

  it("names what it does not ask about, a line for each kind", () => {
    expect(leftOut(other("Process"), other("File"), other("Process"))).toEqual([
      { value: "Process: x, x", reason: "No source is asked about entities of this kind" },
      { value: "File: x", reason: "No source is asked about entities of this kind" },
    ]);
  });

  it("gives a readable list even for a thousand private addresses", () => {
    const many = Array.from({ length: 1_000 }, (_, n) => ip(`10.0.${n >> 8}.${n & 255}`));

    expect(leftOut(...many)).toHaveLength(61);
    expect(leftOut(...many).at(-1)?.value).toBe("and 940 more…");
  });

  it("looks up nothing special, nothing twice and nothing of ours, and throws at no entity", () => {
    fc.assert(
      fc.property(hostileEntities, fc.integer({ min: 0, max: 20 }), (entities, limit) => {
        const { observables, leftOut: rest } = observablesOf(entities, limitedTo(limit));

        expect(observables.length).toBeLessThanOrEqual(limit);
        expect(new Set(observables.map((one) => JSON.stringify(one))).size).toBe(
          observables.length,
        );
        expect(observables.filter(({ kind, value }) => !isCanonical[kind](value))).toEqual([]);
        for (const { value } of rest) expect(value.length).toBeLessThanOrEqual(700);
      }),
      { numRuns: 300 },
    );
  });

  it("looks up the special ranges under no disguise", () => {
    const special = fc.constantFrom(
      "10.1.2.3",
      "127.0.0.1",
      "169.254.169.254",
      "::1",
      "fd00::1",
      "203.0.113.9",
    );
    const disguise = fc.constantFrom<(a: string) => Entity>(
      ip,
      dns,
      (a) => ip(`::ffff:${a}`),
      (a) => ip(`[${a}]:80`),
      (a) => ip(a.replace(".", "[.]")),
      (a) => url(a.includes(":") ? `http://[${a}]/` : `http://${a}/`),
      (a) => url(`https://x@${a}/`),
    );
    fc.assert(
      fc.property(special, disguise, (address, as) => {
        expect(found(as(address))).toEqual([]);
      }),
    );
  });

  it.each<[string, Entity[], number]>([
    ["a private address", [ip("10.0.0.5")], 0],
    ["what cannot be read as an address", [ip("45.83.64")], 1],
    ["a URL of a scheme that no source knows", [url("gopher://bad.fabrikam.com/")], 1],
    ["an entity of a kind that no source knows", [other("Process")], 1],
    ["a public address, which is asked about", [ip("45.83.64.10")], 0],
    ["a 6to4 address, behind which anyone may be", [ip("2002:2d53:400a::1")], 1],
    ["a translated address, behind which anyone may be", [ip("64:ff9b::2d53:400a")], 1],
    ["our own loopback", [ip("::1")], 0],
    ["a name under a suffix that is newer than our list", [dns("host.zz")], 1],
    ["a suffix that strangers share", [dns("azurewebsites.net")], 0],
    ["what cannot be read as a hash", [hash("abc")], 1],
    ["the hash of an empty file", [hash("d41d8cd98f00b204e9800998ecf8427e")], 0],
    ["a hidden service", [url("http://expyuzz4wqqyqhjn.onion/"), dns("srv.corp")], 1],
  ])("counts %s among what was not looked at, or not", (_what, entities, count) => {
    expect(observablesOf(entities, samplePolicy).notLookedAt).toBe(count);
  });
});

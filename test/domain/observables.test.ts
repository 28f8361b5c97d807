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
    [dns("BAD.zz."), ["domain bad.zz"]],
    [dns("bad[.]zz"), ["domain bad.zz"]],
    [dns("_dmarc.bad.zz"), ["domain _dmarc.bad.zz"]],
    [dns("bücher.zz"), ["domain xn--bcher-kva.zz"]],
    [dns("bad。zz"), ["domain bad.zz"]],
    [dns("45.83.64.10"), ["address 45.83.64.10"]],
    [url("hxxps://BAD[.]zz/A?b=1#frag"), ["url https://bad.zz/A?b=1", "domain bad.zz"]],
    [url("https://user:secret@bad.zz/"), ["url https://bad.zz/", "domain bad.zz"]],
    [url("http://45.83.64.10:8080/x"), ["url http://45.83.64.10:8080/x", "address 45.83.64.10"]],
    [url("http://757284874/"), ["url http://45.35.64.10/", "address 45.35.64.10"]],
    [url("http://[2a0f:f000::7]/"), ["url http://[2a0f:f000::7]/", "address 2a0f:f000::7"]],
    [url("bad.zz/path"), ["url http://bad.zz/path", "domain bad.zz"]],
    [url("bad.zz:8080"), ["url http://bad.zz:8080/", "domain bad.zz"]],
    [url("ftp://bad.zz/x"), ["url ftp://bad.zz/x", "domain bad.zz"]],
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
    [dns("a b.zz"), "not a valid domain"],
    [dns("bad.zz/path"), "not a valid domain"],
    [dns("bad.zz@contoso.zz"), "not a valid domain"],
    [dns(`${"a".repeat(64)}.zz`), "not a valid domain"],
    [dns("-bad.zz"), "not a valid domain"],
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
    [hash("0".repeat(40)), "placeholder"],
    [hash("abc"), "no MD5"],
    [{ kind: "Other", type: "Process", label: "cmd" }, "No source is asked"],
  ])("leaves out %j: %s", (entity, reason) => {
    expect(found(entity)).toEqual([]);
    expect(leftOut(entity)).toEqual([
      { value: expect.any(String), reason: expect.stringContaining(reason) },
    ]);
  });

  it("does not take a name that only ends like one of ours", () => {
    expect(found(dns("notcontoso.zz"))).toEqual(["domain notcontoso.zz"]);
  });

  it("knows a domain of ours however the policy writes it", () => {
    const policy = {
      ...samplePolicy,
      own: { networks: [], domains: ["*.Bücher.zz", ".contoso.zz"] },
    };

    expect(
      observablesOf([dns("shop.xn--bcher-kva.zz"), dns("contoso.zz")], policy).observables,
    ).toEqual([]);
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
    const long = url(`https://bad.zz/${"x".repeat(2_032)}…`);

    expect(found(long)).toEqual(["domain bad.zz"]);
    expect(leftOut(long)).toEqual([
      { value: expect.stringMatching(/^https:/), reason: expect.stringContaining("too long") },
    ]);
  });

  it("lets no kind crowd out another when the policy's limit is reached, and names the rest", () => {
    const flood = Array.from({ length: 50 }, (_, n) => url(`https://bad.zz/${n}`));
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
        value: expect.stringMatching(/^https:\/\/bad\.zz\/3, .* and 37 more…$/),
        reason: "The policy looks up at most 6 for one incident",
      },
    ]);
  });

  it("counts the kinds that it does not ask about, in one line", () => {
    expect(leftOut(other("Process"), other("File"), other("Process"))).toEqual([
      { value: "2 × Process, 1 × File", reason: "No source is asked about these entities" },
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
    ["a URL of a scheme that no source knows", [url("gopher://bad.zz/")], 1],
    ["an entity of a kind that no source knows", [other("Process")], 1],
    ["a public address, which is asked about", [ip("45.83.64.10")], 0],
    ["a 6to4 address, behind which anyone may be", [ip("2002:2d53:400a::1")], 1],
    ["a translated address, behind which anyone may be", [ip("64:ff9b::2d53:400a")], 1],
    ["our own loopback", [ip("::1")], 0],
    ["a hidden service", [url("http://expyuzz4wqqyqhjn.onion/"), dns("srv.corp")], 1],
  ])("counts %s among what was not looked at, or not", (_what, entities, count) => {
    expect(observablesOf(entities, samplePolicy).notLookedAt).toBe(count);
  });
});

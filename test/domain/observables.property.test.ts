import { BlockList, isIP } from "node:net";
import * as fc from "fast-check";
import { defang, refang } from "../../domain/defang";
import type { Entity } from "../../domain/entity";
import type { Observable } from "../../domain/observable";
import { observablesOf } from "../../domain/observables";
import { SPECIAL_RANGES } from "../../domain/special-ranges";
import { hostileEntities, hostileText } from "../support/hostile";
import { samplePolicy } from "../support/sample-report";

const policy = {
  ...samplePolicy,
  lookUps: { ...samplePolicy.lookUps, maxPerIncident: 1_000 },
  own: { networks: ["45.83.65.0/24", "2a0f:f001::/32"], domains: ["contoso.com", "*.Bücher.com"] },
};

const ip = (address: string): Entity => ({ kind: "Ip", address });
const url = (text: string): Entity => ({ kind: "Url", url: text });
const dns = (domainName: string): Entity => ({ kind: "DnsResolution", domainName });
const hash = (value: string): Entity => ({ kind: "FileHash", algorithm: "SHA256", value });
const look = (...entities: Entity[]) => observablesOf(entities, policy).observables;
const asEntity: Record<Observable["kind"], (value: string) => Entity> = {
  address: ip,
  domain: dns,
  url,
  hash,
};

// Node's own list and parser, which share nothing with ours.
const closed = new BlockList();
for (const cidr of [...SPECIAL_RANGES.map(([network]) => network), ...policy.own.networks]) {
  const [network = "", length] = cidr.split("/");
  closed.addSubnet(network, Number(length), isIP(network) === 6 ? "ipv6" : "ipv4");
}
const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");
const isClosed = (address: string): boolean => closed.check(address, familyOf(address));
const hostOf = ({ kind, value }: Observable): string =>
  kind === "url" ? new URL(value).hostname.replace(/^\[|\]$/g, "") : value;

const special = [
  "local",
  "localhost",
  "internal",
  "lan",
  "corp",
  "arpa",
  "onion",
  "test",
  "invalid",
  "example",
];

/** Why an observable must not be one; undefined when it may. */
function wrong(observable: Observable): string | undefined {
  const { kind, value } = observable;
  if (/[^\x21-\x7E]/.test(value)) return "not printable ASCII";
  if (kind === "hash") {
    return /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? undefined : "no hash";
  }
  const host = hostOf(observable);
  if (isIP(host)) return isClosed(host) ? "special or ours" : undefined;
  if (kind === "address") return "no address";
  if (!host.includes(".")) return "not qualified";
  if (host.endsWith(".") || host !== host.toLowerCase()) return "not canonical";
  if (special.includes(host.split(".").at(-1) ?? "")) return "not public";
  if (/(?:^|\.)(?:contoso\.com|xn--bcher-kva\.com)$/.test(host)) return "ours";
  return undefined;
}

// Text that looks like something, so that most of it gets further than the first check.
const octet = fc.nat({ max: 255 });
const publicName = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), fc.constantFrom("com", "net", "co.uk"))
  .map(([label, suffix]) => `${label}.fabrikam.${suffix}`);
const ourName = fc.constantFrom(
  "contoso.com",
  "mail.contoso.com",
  "xn--bcher-kva.com",
  "a.bücher.com",
);
const privateName = fc.constantFrom(...special).map((last) => `srv-01.${last}`);
const closedAddress = fc.oneof(
  octet.map((n) => `10.1.2.${n}`),
  octet.map((n) => `127.0.0.${n}`),
  octet.map((n) => `45.83.65.${n}`),
  fc.constantFrom("168.63.129.16", "169.254.169.254", "0.0.0.0", "255.255.255.255"),
  fc.constantFrom("::", "::1", "fe80::1", "fd00::1", "ff02::1", "2a0f:f001::9", "2001:db8::1"),
);
const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6(), closedAddress);
const anyHost = fc.oneof(publicName, ourName, privateName, fc.domain(), anyAddress);
const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** The ways in which people and products write a thing down without changing what it is. */
const framings = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => ` ${text}\n`,
  (text) => `"${text}",`,
  (text) => `<${text}>`,
  (text) => `'${text}'.`,
);
const dotted = fc
  .constantFrom("[.]", "(.)", "{.}", "[dot]", "(dot)", "{DOT}", "[ . ]", ".")
  .map((dot) => (text: string) => text.replaceAll(".", dot));

const writtenAddress = fc.tuple(dotted, framings).map(
  ([dot, frame]) =>
    (address: string) =>
      frame(dot(address)),
);
const decimal = (address: string): string =>
  String(address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0));
const exoticIn = (address: string): string[] => {
  const parts = address.split(".").map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  return [
    decimal(address),
    `0x${Number(decimal(address)).toString(16)}`,
    `0${Number(decimal(address)).toString(8)}`,
    parts.map((part) => `0x${part.toString(16)}`).join("."),
    parts.map((part) => `0${part.toString(8)}`).join("."),
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${b * 65_536 + c * 256 + d}`,
    `0${a.toString(8)}.${b}.${c}.${d}`,
  ];
};

describe("refang()", () => {
  it("gives back what was defanged: names, addresses, URLs", () => {
    const text = fc.oneof(fc.webUrl({ withQueryParameters: true }), anyHost);
    fc.assert(
      fc.property(text, (one) => {
        // A text that looks defanged already ("?q=(.)") is taken for it.
        fc.pre(refang(one) === one);
        expect(refang(defang(one))).toBe(one);
        expect(look(url(defang(one)))).toEqual(look(url(one)));
      }),
      { numRuns: 500 },
    );
  });
});

describe("whatever an incident says", () => {
  const text = fc.oneof(
    hostileText,
    anyHost,
    fc.tuple(anyHost, hostileText).map(([host, rest]) => `https://${inUrl(host)}/${rest}`),
    fc.tuple(hostileText, anyHost).map(([user, host]) => `https://${user}@${inUrl(host)}`),
    fc.tuple(anyHost, anyHost).map(([one, other]) => `https://${one}\\@${inUrl(other)}/`),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.ipV4().chain((address) => fc.constantFrom(...exoticIn(address))),
    fc
      .ipV4()
      .chain((address) => fc.constantFrom(...exoticIn(address)).map((host) => `http://${host}/`)),
  );
  const entity = fc
    .tuple(fc.constantFrom(ip, url, dns, hash), text, dotted, framings)
    .map(([as, one, dot, frame]) => as(frame(dot(one))));
  const entities = fc.oneof(hostileEntities, fc.array(entity, { maxLength: 12 }));

  it("nothing special, own, private or half-read is ever asked about, and nothing throws", () => {
    fc.assert(
      fc.property(entities, (given) => {
        const bad = look(...given).map((one) => ({ one, why: wrong(one) }));
        expect(bad.filter(({ why }) => why !== undefined)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("no control character comes out, neither asked about nor left out", () => {
    fc.assert(
      fc.property(entities, fc.nat({ max: 5 }), (given, maxPerIncident) => {
        const { observables, leftOut } = observablesOf(given, {
          ...policy,
          lookUps: { ...policy.lookUps, maxPerIncident },
        });
        const said = [...observables, ...leftOut].flatMap((one) => Object.values(one) as string[]);
        for (const one of said) expect(one).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E]/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it("what is asked about, read again, is the same", () => {
    fc.assert(
      fc.property(entities, (given) => {
        for (const one of look(...given)) {
          expect(look(asEntity[one.kind](one.value))).toContainEqual(one);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("nothing is asked about twice", () => {
    fc.assert(
      fc.property(entities, (given) => {
        const asked = look(...given, ...given).map(({ kind, value }) => `${kind} ${value}`);
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});

describe("an address", () => {
  it("is asked about exactly when Node's block list lets it through", () => {
    const address = fc.oneof(fc.ipV4(), closedAddress, fc.ipV6());
    fc.assert(
      fc.property(address, writtenAddress, (one, write) => {
        const canonical = new URL(`http://${inUrl(one)}/`).hostname.replace(/^\[|\]$/g, "");
        const isMapped = canonical.startsWith("::ffff:");
        // Outside of 2000::/3 nothing is allocated.
        const isGlobal = isIP(canonical) === 4 || /^[23][0-9a-f]{3}:/.test(canonical);
        fc.pre(!isMapped);

        expect(look(ip(write(one)))).toEqual(
          isGlobal && !isClosed(canonical) ? [{ kind: "address", value: canonical }] : [],
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("in an exotic notation is none, be it given as an address or as a name", () => {
    fc.assert(
      fc.property(fc.ipV4(), (one) => {
        for (const text of exoticIn(one).filter((written) => isIP(written) === 0)) {
          expect(look(ip(text), dns(text))).toEqual([]);
        }
      }),
    );
  });

  it("in an exotic notation of a URL is the one that a browser would go to, or none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), closedAddress), (one) => {
        fc.pre(isIP(one) === 4);
        const expected = isClosed(one)
          ? []
          : [
              { kind: "url", value: `http://${one}/` },
              { kind: "address", value: one },
            ];
        // The last of them reads digits as octal: another address, and a browser goes there.
        for (const text of exoticIn(one).slice(0, -1)) {
          expect(look(url(`http://${text}/`))).toEqual(expected);
        }
      }),
    );
  });

  it("inside of another one never comes out as something to ask about, but as the mapped one", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), closedAddress), (one) => {
        fc.pre(isIP(one) === 4);
        const hex = one
          .split(".")
          .map((part) => Number(part).toString(16).padStart(2, "0"))
          .join("");
        const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        for (const text of [
          `::${one}`,
          `64:ff9b::${one}`,
          `2002:${groups}::1`,
          `::ffff:0:${one}`,
        ]) {
          expect(look(ip(text), dns(`[${text}]`), url(`http://[${text}]/`))).toEqual([]);
        }
        expect(look(ip(`::ffff:${one}`), ip(`::ffff:${groups}`))).toEqual(look(ip(one)));
      }),
    );
  });
});

describe("the same thing in other notations", () => {
  it("is asked about once: an address", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat({ max: 65_535 }), writtenAddress, (one, port, write) => {
        const many = [one, `${one}:${port}`, `::ffff:${one}`, `[${one}]:${port}`, `${one}/32`];
        const [asked, ...more] = look(...many.map((text) => ip(write(text))), dns(one));

        expect(more).toEqual([]);
        expect(asked).toEqual(isClosed(one) ? undefined : { kind: "address", value: one });
      }),
    );
  });

  it("is asked about once: an IPv6 address", () => {
    fc.assert(
      fc.property(
        fc.ipV6(),
        fc.constantFrom("", "%eth0", "%25eth0"),
        framings,
        (one, zone, frame) => {
          const whole = new URL(`http://[${one}]/`).hostname.slice(1, -1);
          const many = [
            one,
            one.toUpperCase(),
            `${one}${zone}`,
            `[${one}]:443`,
            whole,
            `${one}/128`,
          ];

          expect(look(...many.map((text) => ip(frame(text)))).length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("is asked about once: a name", () => {
    fc.assert(
      fc.property(publicName, dotted, framings, (name, dot, frame) => {
        const many = [name, name.toUpperCase(), `${name}.`, dot(name), `${name}:443`];

        expect(look(...many.map((text) => dns(frame(text))))).toEqual([
          { kind: "domain", value: name },
        ]);
      }),
    );
  });

  it("is asked about once: a URL, with its host", () => {
    const path = fc.webPath().filter((text) => !/[.,;'"`)\s]$/.test(text));
    fc.assert(
      fc.property(publicName, path, framings, (name, rest, frame) => {
        const end = rest === "" ? "/" : rest;
        const many = [
          `https://${name}${end}`,
          `HTTPS://${name.toUpperCase()}:443${end}`,
          `https://user:word@${name}.${end}#part`,
          `hxxps[:]//${name.replaceAll(".", "[.]")}${end}`,
          defang(`https://${name}${end}`),
        ];

        expect(look(...many.map((text) => url(frame(text))))).toEqual([
          { kind: "url", value: new URL(`https://${name}${end}`).href },
          { kind: "domain", value: name },
        ]);
      }),
    );
  });

  it("is asked about once: a hash", () => {
    const digest = fc.constantFrom(32, 40, 64).chain((length) =>
      fc.string({
        unit: fc.constantFrom(..."0123456789abcdef".split("")),
        minLength: length,
        maxLength: length,
      }),
    );
    fc.assert(
      fc.property(digest, framings, (one, frame) => {
        fc.pre(new Set(one).size > 8);
        expect(look(hash(frame(one)), hash(one.toUpperCase()))).toEqual([
          { kind: "hash", value: one },
        ]);
      }),
    );
  });
});

describe("a name of ours", () => {
  it("is never asked about, by whatever disguise", () => {
    fc.assert(
      fc.property(ourName, publicName, dotted, framings, (own, other, dot, frame) => {
        const urls = [
          `https://${own}/`,
          `https://${other}@${own}/`,
          `https://${own}.:8443/?${other}`,
        ];
        const given = [dns(frame(dot(own))), ...urls.map((text) => url(frame(dot(text))))];
        expect(look(...given)).toEqual([]);
      }),
    );
  });

  it("does not make ours what only contains it", () => {
    fc.assert(
      fc.property(publicName, (other) => {
        for (const name of [`contoso.com.${other}`, `not-contoso.com`]) {
          expect(look(dns(name))).toEqual([{ kind: "domain", value: name }]);
        }
        expect(look(url(`https://contoso.com@${other}/`))).toHaveLength(2);
        expect(look(url(`https://${other}/contoso.com`))).toHaveLength(2);
      }),
    );
  });
});

import * as fc from "fast-check";
import { type Clause, clausesOf } from "../../../connectors/elastic/terms";
import { hostileText } from "../../support/hostile";

const valuesOf = (clause: Clause): string[] =>
  "bool" in clause
    ? clause.bool.filter.flatMap(valuesOf)
    : Object.values(clause.term).map(({ value }) => value);

describe("clausesOf()", () => {
  it("compares whole values, whatever an attacker wrote into a name", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, domain) => {
        const clauses = [
          ...clausesOf({ kind: "Account", label: name, name, ntDomain: domain, sid: name }),
          ...clausesOf({ kind: "Host", label: name, hostName: name, dnsDomain: domain }),
          ...clausesOf({ kind: "Url", url: name }),
          ...clausesOf({ kind: "DnsResolution", domainName: name }),
        ];
        for (const value of clauses.flatMap(valuesOf)) {
          expect([name, domain, `${name}.${domain}`]).toContain(value);
          expect(value).not.toBe("");
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1_024);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("asks for an account's name only along with its domain", () => {
    const account = { kind: "Account", label: "alex", name: "alex", ntDomain: "CONTOSO" } as const;

    expect(clausesOf(account)).toEqual([
      {
        bool: {
          filter: [
            { term: { "user.name": { value: "alex", case_insensitive: true } } },
            { term: { "user.domain": { value: "CONTOSO", case_insensitive: true } } },
          ],
        },
      },
    ]);
    expect(clausesOf({ ...account, ntDomain: "" })).toEqual([]);
  });

  it("takes a principal name apart only where it has two halves", () => {
    const of = (userPrincipalName: string) =>
      clausesOf({ kind: "Account", label: "a", userPrincipalName }).filter((one) => "bool" in one);

    expect(of("alex@contoso.example")).toHaveLength(1);
    expect(of("alex")).toHaveLength(0);
    expect(of("alex@x@contoso.example")).toHaveLength(0);
    expect(of("@contoso.example")).toHaveLength(0);
  });
});

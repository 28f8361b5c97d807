import { hostNameOf, isSameHost } from "../../connectors/host-name";

const host = (hostName?: string, dnsDomain?: string) =>
  hostNameOf({
    kind: "Host",
    label: "x",
    ...(hostName !== undefined && { hostName }),
    ...(dnsDomain !== undefined && { dnsDomain }),
  });

describe("hostNameOf()", () => {
  it.each([
    ["PC7", undefined, "pc7"],
    ["PC7", "Contoso.example", "pc7.contoso.example"],
    ["pc7.contoso.example", undefined, "pc7.contoso.example"],
    ["pc*", undefined, undefined],
    ["", "contoso.example", undefined],
    ["pc7", "", undefined],
    [undefined, undefined, undefined],
    ["a".repeat(64), undefined, undefined],
    ["pc7,pc8", undefined, undefined],
    ["a.".repeat(127), "b", undefined],
  ])("of %j in %j is %j", (name, domain, whole) => {
    expect(host(name, domain)).toBe(whole);
  });
});

describe("isSameHost()", () => {
  it.each([
    ["PC7", "contoso.example", "pc7", true],
    ["PC7", "contoso.example", "pc7.contoso.example", true],
    ["PC7", "CONTOSO", "pc7.contoso.example", true],
    ["PC7", "", "pc7.contoso.example", true],
    ["PC7", "WORKGROUP", "pc7.contoso.example", true],
    ["PC7", null, "pc7.contoso.example", true],
    ["pc7.contoso.example", "", "pc7", true],
    ["pc7.contoso.example", "FABRIKAM", "pc7.contoso.example", true],
    ["pc7.contoso.example", "", "pc7.fabrikam.example", false],
    ["PC7", "FABRIKAM", "pc7.contoso.example", false],
    ["PC7", "fabrikam.example", "pc7.contoso.example", false],
    ["PC70", "contoso.example", "pc7", false],
    ["PC", "contoso.example", "pc7", false],
    [null, "contoso.example", "pc7", false],
  ])("of %j in %j, where %s is wanted: %s", (name, domain, wanted, is) => {
    expect(isSameHost({ name, domain }, wanted)).toBe(is);
  });
});

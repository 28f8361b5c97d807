import * as fc from "fast-check";
import { matcherOf } from "../../../local-host/triggers/routes";

const match = (route: string, path: string) => matcherOf(route)(path);

describe("matcherOf()", () => {
  it.each([
    ["api/items", "/api/items", {}],
    ["api/items", "/API/Items/", {}],
    ["/api/items", "/api/items", {}],
    ["", "/", {}],
    ["items/{id}", "/items/7", { id: "7" }],
    ["items/{Id}", "/items/seven%20of%20nine", { Id: "seven of nine" }],
    ["items/{id?}", "/items", {}],
    ["items/{id?}", "/items/7", { id: "7" }],
    ["items/{id=42}", "/items", { id: "42" }],
    ["items/{id=42}", "/items/7", { id: "7" }],
    ["{a=1}/{b=2}", "/x", { a: "x", b: "2" }],
    ["files/{*path}", "/files/a/b%20c/d.txt", { path: "a/b c/d.txt" }],
    ["files/{**path}", "/files", {}],
    ["files/{*path=index.html}", "/files/", { path: "index.html" }],
    ["{a}-{b}", "/1-2-3", { a: "1-2", b: "3" }],
    ["{name}.{extension?}", "/report.final.pdf", { name: "report.final", extension: "pdf" }],
    ["{name}.{extension?}", "/report", { name: "report" }],
    ["v{version:int}/x", "/v2/x", { version: "2" }],
    ["a+b/{{id}}", "/a+b/{id}", {}],
    ["a.b", "/a.b", {}],
    ["{zip:regex(^\\d{{5}}$)}", "/12345", { zip: "12345" }],
    ["{kind:regex(^(a|b/c)$)}/x", "/A/x", { kind: "A" }],
    ["{id:int:range(1,9)}", "/9", { id: "9" }],
    ["{id:int?}", "/", {}],
  ])("%s takes %s", (route, path, values) => {
    expect(match(route, path)).toEqual(values);
  });

  it.each([
    ["api/items", "/api/items/7"],
    ["api/items/{id}", "/api/items"],
    ["items/{id:int}", "/items/seven"],
    ["items/{id:int?}", "/items/seven"],
    ["files/{*path:maxlength(3)}", "/files/long"],
    ["a.b", "/axb"],
    ["{a}-{b}", "/12"],
    ["{a}/b", "//b"],
    ["{zip:regex(^\\d{{5}}$)}", "/1234"],
    ["{id:int:range(1,9)}", "/10"],
  ])("%s does not take %s", (route, path) => {
    expect(match(route, path)).toBeUndefined();
  });

  it("leaves an encoded slash and a broken escape as they were sent", () => {
    expect(match("x/{id}", "/x/a%2Fb")).toEqual({ id: "a%2Fb" });
    expect(match("x/{id}", "/x/100%")).toEqual({ id: "100%" });
  });

  it("gives back every value that was put into a path", () => {
    const value = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((text) => !text.includes("/"));
    fc.assert(
      fc.property(value, value, (a, b) => {
        const path = `/x/${encodeURIComponent(a)}/${encodeURIComponent(b)}`;

        expect(match("x/{a}/{b}", path)).toEqual({ a, b });
      }),
    );
  });

  it("survives any path", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        expect(() => match("{a:int}-{b}.{c?}/{d:guid=x}/{*rest}", path)).not.toThrow();
      }),
    );
  });
});

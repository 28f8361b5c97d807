import * as fc from "fast-check";
import { matcherOf, segmentsOf } from "../../simulators/match";
import type { Routes } from "../../simulators/simulator";

const routes = (...texts: string[]): Routes =>
  Object.fromEntries(texts.map((text) => [text, () => ({ body: text })]));

function find(texts: string[], method: string, path: string) {
  const found = matcherOf(routes(...texts))(method, segmentsOf(path) ?? []);
  if (!found || !("route" in found)) return found;
  return { route: found.route, params: found.params };
}

describe("matcherOf()", () => {
  it("reads parameters from the segments in braces", () => {
    expect(find(["GET /users/{id}/keys/{key}"], "GET", "/users/u1/keys/k2")).toEqual({
      route: "GET /users/{id}/keys/{key}",
      params: { id: "u1", key: "k2" },
    });
  });

  it("matches literals in any case and leaves parameters as they were sent", () => {
    expect(find(["GET /subscriptions/{id}"], "GET", "/SubScriptions/AbC")).toMatchObject({
      params: { id: "AbC" },
    });
  });

  it("gives the remaining path to a parameter with an asterisk", () => {
    expect(find(["GET /files/{*rest}"], "GET", "/files/a/b/c")).toMatchObject({
      params: { rest: "a/b/c" },
    });
  });

  it("keeps an encoded slash inside its segment", () => {
    expect(find(["GET /urls/{url}"], "GET", "/urls/a%2Fb")).toMatchObject({
      params: { url: "a/b" },
    });
  });

  it.each([
    ["/a/b", "GET /a/b"],
    ["/a/x", "GET /a/{one}"],
    ["/a/x/y", "GET /{*all}"],
  ])("of several routes for %s takes the most literal, %s", (path, route) => {
    const all = ["GET /{*all}", "GET /a/{one}", "GET /a/b"];

    expect(find(all, "GET", path)).toMatchObject({ route });
  });

  it.each([
    ["a longer path", "/a/b/c"],
    ["a shorter path", "/a"],
    ["a final slash", "/a/b/"],
    ["an empty parameter", "/a/"],
  ])("does not match %s", (_title, path) => {
    expect(find(["GET /a/{one}"], "GET", path)).toBeUndefined();
  });

  it("names the methods of a path that does not take the request's", () => {
    expect(find(["GET /a", "PUT /a", "POST /b"], "DELETE", "/a")).toEqual({
      allow: ["GET", "PUT"],
    });
  });

  it("refuses a route that it cannot read", () => {
    expect(() => matcherOf(routes("users"))).toThrow('Cannot read the route "users"');
  });

  it("finds every parameter again, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "binary" }), (value) => {
        fc.pre(value.isWellFormed());
        const found = find(["GET /x/{value}/y"], "GET", `/x/${encodeURIComponent(value)}/y`);

        expect(found).toEqual({ route: "GET /x/{value}/y", params: { value } });
      }),
    );
  });
});

describe("segmentsOf()", () => {
  it("is undefined for a broken percent-encoding", () => {
    expect(segmentsOf("/a/%E0%A4%A")).toBeUndefined();
  });
});

import { parseRouteTemplate } from "../../../local-host/triggers/route-template";

describe("parseRouteTemplate()", () => {
  it("reads literals, parameters and what they allow", () => {
    const { segments } = parseRouteTemplate("/a/{b:int}/{c=x}-{d?}/{*e}");

    expect(segments).toMatchObject([
      { parts: [{ literal: "a" }] },
      { parts: [{ name: "b", isOptional: false, constraints: [expect.any(Function)] }] },
      {
        parts: [
          { name: "c", defaultValue: "x" },
          { literal: "-" },
          { name: "d", isOptional: true },
        ],
      },
      { parts: [{ name: "e", isCatchAll: true }] },
    ]);
  });

  it("takes an equals sign in a regular expression for what it is", () => {
    const { segments } = parseRouteTemplate("{a:regex(^x=y$)}");

    expect(segments[0]?.parts[0]).not.toHaveProperty("defaultValue");
  });

  it.each([
    ["a//b", "an empty segment"],
    ["{*rest}/more", "a catch-all that is not its last segment"],
    ["{a}{b}", "two parameters with nothing between them"],
    ["{a}/{A}", 'names the parameter "a" twice'],
    ["{a", "a brace without its partner"],
    ["a}", "a brace without its partner"],
    ["{:int}", "a parameter without a name"],
    ["{a:integer}", 'a constraint that does not exist: "integer"'],
    ["{a:regex(()}", "a regular expression that cannot be read"],
    ["{a:length(x)}", 'a constraint that does not exist: "length(x)"'],
    ["{a:range(1)}", 'a constraint that does not exist: "range(1)"'],
  ])("refuses %s", (route, reason) => {
    expect(() => parseRouteTemplate(route)).toThrow(reason);
    expect(() => parseRouteTemplate(route)).toThrow(route);
  });
});

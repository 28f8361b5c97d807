import * as fc from "fast-check";
import { standingOf } from "../../domain/public-suffix";

describe("standingOf()", () => {
  it("loads the list with the first name, not with the app", () => {
    jest.isolateModules(() => {
      const isLoaded = () => Object.keys(require.cache).some((file) => /\btldts\b/.test(file));
      const fresh = require("../../domain/public-suffix") as { standingOf: typeof standingOf };
      expect(isLoaded()).toBe(false);

      fresh.standingOf("fabrikam.com");

      expect(isLoaded()).toBe(true);
    });
  });

  it.each([
    ["fabrikam.com", "registered"],
    ["a.b.fabrikam.co.uk", "registered"],
    ["_dmarc.fabrikam.com", "registered"],
    ["xn--e1afmkfd.xn--p1ai", "registered"],
    ["fabrikam.azurewebsites.net", "registered"],
    ["fabrikam.blob.core.windows.net", "registered"],
    ["fabrikam.onmicrosoft.com", "registered"],
    ["ec2-1-2-3-4.compute-1.amazonaws.com", "registered"],
    ["www.ck", "registered"],
    ["com", "suffix"],
    ["co.uk", "suffix"],
    ["xn--p1ai", "suffix"],
    ["azurewebsites.net", "suffix"],
    ["blob.core.windows.net", "suffix"],
    ["s3.amazonaws.com", "suffix"],
    ["github.io", "suffix"],
    ["fabrikam.zz", "unlisted"],
    ["zz", "unlisted"],
    ["srv-01.corp", "unlisted"],
  ])("of %s is %s", (name, standing) => {
    expect(standingOf(name)).toBe(standing);
  });

  it("never falls for more labels: what is under a registered name is registered", () => {
    const label = fc.stringMatching(/^[a-z0-9_][a-z0-9-]{0,8}$/);
    const known = fc.constantFrom("fabrikam.com", "fabrikam.co.uk", "fabrikam.azurewebsites.net");
    fc.assert(
      fc.property(fc.array(label, { maxLength: 5 }), known, (labels, name) => {
        expect(standingOf([...labels, name].join("."))).toBe("registered");
      }),
    );
  });
});

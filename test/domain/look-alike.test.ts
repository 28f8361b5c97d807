import { skeletonsOf } from "../../domain/look-alike";
import { protectionBy } from "../../domain/protected";

const patterns = ["vpn*", "admin*", "breakglass", "kent-svc", "tom"];

describe("a name that looks like a protected one", () => {
  it.each([
    ["νpn-gateway", "a Greek nu"],
    ["admiη", "a Greek eta"],
    ["ADMIΝ", "a Greek capital nu"],
    ["аdmin1", "a Cyrillic a"],
    ["breakgⅼass", "a Roman numeral"],
    ["breakglaꜱs", "a small capital"],
    ["brеаkglаss", "several Cyrillic letters"],
    ["ᴠpn", "a phonetic letter"],
    ["𝐯𝐩𝐧", "mathematical letters"],
    ["ｖｐｎ", "wide letters"],
    ["ádmín", "accents"],
    ["a\u0335dmin", "a stroke through it"],
    ["adrnin", "two letters for one"],
    ["vpn\u2010x", "another hyphen"],
    ["кent-svc", "a Cyrillic letter whose capital is the same"],
    ["ТОМ", "Cyrillic capitals only"],
    ["ꓐꓣꓰꓮꓗꓖꓡꓮꓢꓢ", "Lisu letters only"],
  ])("as %s does by %s, is protected", (name) => {
    expect(protectionBy(patterns, [name])).toEqual({
      reason: expect.stringContaining("The policy protects"),
      needsHuman: false,
    });
  });
});

describe("a name of which nobody can tell", () => {
  it.each([
    ["νрn gateway of αlex", "mixes letters of several scripts"],
    ["saм", "mixes letters of several scripts"],
    ["Иван Петров", "has letters of a script in which nothing protected"],
    ["Νίκος", "has letters of a script in which nothing protected"],
    ["山田", "has letters of a script in which nothing protected"],
    ["ᚠᚢ", "has letters of a script in which nothing protected"],
    ["Weiß", "has characters that look like nothing that is known"],
    ["ɐlex", "has characters that look like nothing that is known"],
    ["alex★", "has characters that look like nothing that is known"],
  ])("as %s (it %s), is for a person to decide", (name, why) => {
    expect(protectionBy(["backup*"], ["sam@contoso.zz", name])).toEqual({
      reason: expect.stringMatching(new RegExp(`${why}.*decide yourself`)),
      needsHuman: true,
    });
  });
});

describe("a name that is plainly another one", () => {
  it.each([
    ["sam@contoso.zz"],
    ["Jürgen Müller"],
    ["Søren Łukasz"],
    ["O\u2019Brien – Sales"],
    ["CONTOSO\\sam"],
    ["S-1-5-21-1-2-3-1001"],
    [""],
  ])("as %s, is not protected", (name) => {
    expect(protectionBy(["backup*"], [name])).toBeUndefined();
  });

  it.each([
    ["админ*", "Иван Петров"],
    ["админ*", "sam"],
    ["管理者*", "山田 タロウ"],
    ["διαχειριστής", "Νίκος"],
  ])("beside %s in the same script, as %s, is not protected", (pattern, name) => {
    expect(protectionBy([pattern], [name])).toBeUndefined();
  });

  it("is held against nothing where nothing is protected", () => {
    expect(protectionBy([], ["νpn", "Иван"])).toBeUndefined();
  });
});

it("has as many looks for any text, and the same for a letter of ASCII in either case", () => {
  for (const text of ["", "ß", "İ", "ﬃ", "\ud800", "ǅ"]) expect(skeletonsOf(text)).toHaveLength(4);
  for (let code = 33; code < 127; code++) {
    const letter = String.fromCharCode(code);
    const looks = new Set([
      ...skeletonsOf(letter.toLowerCase()),
      ...skeletonsOf(letter.toUpperCase()),
    ]);
    expect(looks.size).toBe(1);
  }
});

import * as fc from "fast-check";
import { defang, refang } from "../../domain/defang";
import { hostileText } from "../support/hostile";

describe("defang()", () => {
  it.each([
    ["https://bad.zz/a.php?x=1", "hxxps://bad[.]zz/a[.]php?x=1"],
    ["HTTP://BAD.ZZ", "HxxP://BAD[.]ZZ"],
    ["45.83.64.10", "45.83.64[.]10"],
    ["45.83.64.10:8080", "45.83.64[.]10:8080"],
    ["see 45.83.64.10.", "see 45.83.64[.]10."],
    ["a.b.bad.zz", "a[.]b[.]bad[.]zz"],
    ["bad。zz", "bad[.]zz"],
    ["bücher.zz", "bücher[.]zz"],
    ["ftp://bad.zz", "ftp[:]//bad[.]zz"],
    ["alex@bad.zz", "alex@bad[.]zz"],
    ["0x7f.0x1", "0x7f[.]0x1"],
  ])("makes %s harmless: %s", (text, harmless) => {
    expect(defang(text)).toBe(harmless);
  });

  it.each([
    "14 of 90 engines say malicious",
    "after 2.5 s",
    "e.g. this one.",
    "The end. A new sentence…",
    "10:42:07",
    "275a021bbfb6489e54d471899f7db9d1",
    "INC0010023",
  ])("leaves %j as it is", (text) => {
    expect(defang(text)).toBe(text);
  });

  it("leaves no URL and no name that a reader's program could turn into a link", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.domain(), fc.ipV4()), hostileText, (link, around) => {
        const text = defang(`${around} ${link} ${around}`);
        expect(text).not.toContain(link);
        expect(text).not.toMatch(/(?<!hxx)(?:http|https|ftp):\/\//i);
      }),
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(defang(defang(text))).toBe(defang(text));
      }),
    );
  });

  it("is linear: a megabyte takes no longer than a breath", () => {
    for (const unit of ["a.", "http:", "h", "1.", "[.]", "-"]) {
      expect(defang(unit.repeat(1_000_000 / unit.length)).length).toBeGreaterThan(0);
    }
  }, 5_000);
});

describe("refang()", () => {
  it.each([
    ["hxxps://bad[.]zz", "https://bad.zz"],
    ["hXXp://bad(.)zz", "http://bad.zz"],
    ["hxxp[:]//bad{.}zz", "http://bad.zz"],
    ["https[://]bad[dot]zz[/]a", "https://bad.zz/a"],
    ["bad (dot) zz", "bad . zz"],
    ["alex[at]bad[.]zz", "alex@bad.zz"],
    ["alex[@]bad.zz", "alex@bad.zz"],
    ["2001:db8[:]1", "2001:db8:1"],
    ["nothing to do", "nothing to do"],
  ])("reads %s as %s", (text, original) => {
    expect(refang(text)).toBe(original);
  });

  it("gives back what was defanged", () => {
    const observables = fc.oneof(fc.webUrl(), fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(observables, (text) => {
        // A text that looks defanged already is taken for it.
        fc.pre(refang(text) === text);
        expect(refang(defang(text))).toBe(text);
      }),
    );
  });
});

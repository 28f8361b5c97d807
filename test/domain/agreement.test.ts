import * as fc from "fast-check";
import { agreementOf, couldBeMilder, isCorroborated } from "../../domain/agreement";
import { type Reputation, VERDICTS, type Verdict } from "../../domain/reputation";
import { SOURCE_NAMES } from "../../domain/source-name";
import { sources } from "../../domain/source";
import { badness } from "../../domain/verdict";
import { address, reputation } from "../support/sample-report";

type Says = [source: string, verdict: Verdict, confidence?: number];

const said = (...all: Says[]): Reputation[] =>
  all.map(([source, verdict, confidence = 0.8]) =>
    reputation(verdict, address(), { source, confidence }),
  );

const vt = sources.virustotal.title;
const otx = sources.otx.title;
const noise = sources.greynoise.title;
const abuse = sources.abuseipdb.title;

describe("agreementOf()", () => {
  it.each<[string, Says[], Verdict]>([
    ["nobody says anything", [], "unknown"],
    ["a source that may condemn alone does", [[vt, "malicious"]], "malicious"],
    ["a source that may, but is not sure, condemns alone", [[vt, "malicious", 0.6]], "suspicious"],
    ["OTX condemns alone", [[otx, "malicious"]], "suspicious"],
    ["OTX condemns alone, however sure", [[otx, "malicious", 1]], "suspicious"],
    [
      "OTX condemns and another has no opinion",
      [
        [otx, "malicious"],
        [vt, "unknown"],
      ],
      "suspicious",
    ],
    [
      "OTX and another condemn",
      [
        [otx, "malicious"],
        [vt, "malicious", 0.3],
      ],
      "malicious",
    ],
    [
      "two that are not sure condemn",
      [
        [vt, "malicious", 0.3],
        [abuse, "malicious", 0.3],
      ],
      "malicious",
    ],
    [
      "one is suspicious",
      [
        [abuse, "suspicious"],
        [vt, "benign"],
      ],
      "suspicious",
    ],
    [
      "one condemns what GreyNoise vouches for",
      [
        [vt, "malicious"],
        [noise, "benign"],
      ],
      "suspicious",
    ],
    [
      "one suspects what GreyNoise vouches for",
      [
        [vt, "suspicious"],
        [noise, "benign"],
      ],
      "unknown",
    ],
    [
      "two condemn what GreyNoise vouches for",
      [
        [vt, "malicious"],
        [abuse, "malicious"],
        [noise, "benign"],
      ],
      "malicious",
    ],
    [
      "VirusTotal's benign vouches for nothing",
      [
        [abuse, "malicious"],
        [vt, "benign"],
      ],
      "malicious",
    ],
    ["a source that nobody knows condemns", [["Somebody", "malicious"]], "suspicious"],
  ])("when %s", (_, all, verdict) => {
    expect(agreementOf(said(...all)).verdict).toBe(verdict);
  });

  const anything = fc.array(
    fc.tuple(
      fc.constantFrom(...SOURCE_NAMES.map((name) => sources[name].title)),
      fc.constantFrom(...VERDICTS),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
  );

  it("is never worse than the worst that a source says, and says why when it is milder", () => {
    fc.assert(
      fc.property(anything, (all) => {
        const { verdict, because } = agreementOf(said(...all));
        const worst = Math.max(0, ...all.map(([, one]) => badness(one)));
        expect(badness(verdict)).toBeLessThanOrEqual(worst);
        expect(because !== undefined).toBe(badness(verdict) < worst);
      }),
    );
  });

  it("never condemns, and never acts, on OTX alone, however often it says so", () => {
    const harmless = fc.constantFrom<Verdict>("unknown", "benign");
    const other = fc.tuple(
      fc.constantFrom(
        ...SOURCE_NAMES.filter((name) => name !== "otx").map((name) => sources[name].title),
      ),
      harmless,
    );
    const ofOtx = fc.tuple(fc.constant(otx), fc.constantFrom(...VERDICTS));
    fc.assert(
      fc.property(fc.array(fc.oneof(other, ofOtx)), (all) => {
        const everything = said(...all.map(([source, verdict]): Says => [source, verdict, 1]));
        expect(agreementOf(everything).verdict).not.toBe("malicious");
        expect(isCorroborated(everything)).toBe(false);
      }),
    );
  });
});

describe("couldBeMilder()", () => {
  it.each<[string, Says[], readonly ("greynoise" | "virustotal")[], boolean]>([
    [
      "who vouches gave no answer, and one speaks against it",
      [[vt, "malicious"]],
      ["greynoise"],
      true,
    ],
    [
      "two speak against it",
      [
        [vt, "malicious"],
        [abuse, "malicious"],
      ],
      ["greynoise"],
      false,
    ],
    ["somebody else gave no answer", [[abuse, "malicious"]], ["virustotal"], false],
    ["nobody is missing", [[vt, "malicious"]], [], false],
  ])("when %s", (_, all, unanswered, could) => {
    expect(couldBeMilder(said(...all), unanswered)).toBe(could);
  });
});

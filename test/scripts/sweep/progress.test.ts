import { durationOf, progressLine, sizeOf } from "../../../scripts/sweep/progress";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_200, "1.2 kB"],
  [512_000_000, "512 MB"],
  [53_687_091_200, "53.7 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(sizeOf(bytes)).toBe(text);
});

test.each([
  [0.4, "0:00"],
  [125, "2:05"],
  [3_725, "1:02:05"],
])("%d seconds are %s", (seconds, text) => {
  expect(durationOf(seconds)).toBe(text);
});

test("The bar says how much of it is done, how fast, what was found and how long it takes.", () => {
  const standing = { bytes: 5e8, ofBytes: 1e9, records: 10, findings: 1, seconds: 5 };
  expect(progressLine(standing)).toBe(
    "[############············] 500 MB of 1.0 GB  100 MB/s  1 finding  0:05 left",
  );
});

test("Where nobody knows how much there is, it says no more than it knows.", () => {
  const standing = { bytes: 5e8, ofBytes: undefined, records: 10, findings: 2, seconds: 5 };
  expect(progressLine(standing)).toBe("500 MB  10 records  100 MB/s  2 findings  0:05");
  expect(progressLine({ ...standing, ofBytes: 1e6 })).toMatch(/^500 MB {2}10 records/);
});

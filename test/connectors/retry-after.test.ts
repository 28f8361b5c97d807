import * as fc from "fast-check";
import { retryAfterSeconds, secondsUntilReset } from "../../connectors/retry-after";

const now = Date.parse("2026-11-24T02:40:00Z");

describe("retryAfterSeconds()", () => {
  it.each([
    ["29", 29],
    [" 29 ", 29],
    ["0", 0],
    ["1.2", 2],
    ["Tue, 24 Nov 2026 02:40:30 GMT", 30],
    ["Tue, 24 Nov 2026 02:39:00 GMT", 0],
    ["9999999", 86_400],
    ["Fri, 31 Dec 9999 23:59:59 GMT", 86_400],
    ["-5", undefined],
    ["7 apples", undefined],
    ["2026-11-24", undefined],
    ["monday", undefined],
    ["", undefined],
    [undefined, undefined],
    [29, undefined],
  ])("reads %p as %p", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });

  it("gives whole seconds of a day at most, or none, whatever a vendor sends", () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const seconds = retryAfterSeconds(header, now);
        expect(
          seconds === undefined || (Number.isInteger(seconds) && seconds >= 0 && seconds <= 86_400),
        ).toBe(true);
      }),
    );
  });
});

describe("secondsUntilReset()", () => {
  const at = (seconds: number): string => String(now / 1000 + seconds);

  it.each([
    [at(29), 29],
    [` ${at(29)} `, 29],
    [at(0), 1],
    [at(-60), 1],
    [at(86_400), 86_400],
    [at(86_401), undefined],
    ["29", undefined],
    ["2026-11-24T02:40:29Z", undefined],
    ["", undefined],
    [undefined, undefined],
    [Number(at(29)), undefined],
  ])("reads %p as %p", (header, seconds) => {
    expect(secondsUntilReset(header, now)).toBe(seconds);
  });
});

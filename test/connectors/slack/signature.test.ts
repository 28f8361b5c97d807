import * as fc from "fast-check";
import { type SlackSignature, isSigned } from "../../../connectors/slack/signature";

const secret = "demo-signing-secret";
const request = (more: Partial<SlackSignature> = {}): SlackSignature => ({
  timestamp: "1795000000",
  signature: "v0=1c981c4d91267dba03881f848492565883a71722493984dcc8fe027b6d61ccef",
  body: Buffer.from(
    "payload=%7B%22type%22%3A%22block_actions%22%2C%22team%22%3A%7B%22id%22%3A%22T0DEMO%22%7D%7D",
  ),
  now: new Date(1_795_000_000_000),
  ...more,
});
const after = (seconds: number): Partial<SlackSignature> => ({
  now: new Date((1_795_000_000 + seconds) * 1000),
});

describe("isSigned()", () => {
  it("knows what Slack signed", () => {
    expect(isSigned(request(), secret)).toBe(true);
  });

  it.each([-300, -1, 299, 300])("takes a request that came %i s after its time", (seconds) => {
    expect(isSigned(request(after(seconds)), secret)).toBe(true);
  });

  it.each([-301, 301, 86_400, -86_400])("refuses one %i s after its time", (seconds) => {
    expect(isSigned(request(after(seconds)), secret)).toBe(false);
  });

  it.each<[string, Partial<SlackSignature>]>([
    ["another body", { body: Buffer.from("payload=%7B%7D") }],
    ["a body encoded anew", { body: Buffer.from('payload={"type":"block_actions"}') }],
    ["another time", { timestamp: "1795000001" }],
    ["a time that is no number", { timestamp: "1795000000.0" }],
    ["no time", { timestamp: "" }],
    ["no signature", { signature: "" }],
    ["a signature of another version", { signature: request().signature.replace("v0", "v1") }],
    ["a signature cut short", { signature: request().signature.slice(0, -1) }],
    ["a signature in capitals", { signature: request().signature.toUpperCase() }],
  ])("refuses %s", (_what, more) => {
    expect(isSigned(request(more), secret)).toBe(false);
  });

  it("refuses another secret's signature", () => {
    expect(isSigned(request(), "another-secret")).toBe(false);
  });

  it("refuses whatever else comes, and throws nothing", () => {
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.constant("1795000000"));
    fc.assert(
      fc.property(texts, fc.string({ unit: "binary" }), fc.uint8Array(), (...parts) => {
        const [timestamp, signature, body] = parts;
        expect(isSigned(request({ timestamp, signature, body }), secret)).toBe(false);
      }),
    );
  });
});

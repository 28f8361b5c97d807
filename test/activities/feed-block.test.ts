import { memoryLedger } from "../../ledger/memory";
import { feedBlock } from "../../activities/feed-block";
import type { ObservableKind } from "../../domain/observable";

const resolve = (kind: ObservableKind, value: string) =>
  feedBlock(memoryLedger()).resolve({ kind: "observable", observable: { kind, value } });

describe("feedBlock(memoryLedger()).resolve()", () => {
  it.each([
    ["address", "45.83.64.10"],
    ["address", "2a01:4f8::1"],
    ["domain", "evil.example"],
    ["url", "https://evil.example/a?b=c"],
    ["hash", "d41d8cd98f00b204e9800998ecf8427e"],
  ] as const)("finds the %s %s", async (kind, value) => {
    await expect(resolve(kind, value)).resolves.toEqual({
      found: { id: `${kind}:${value}`, label: value, names: [value] },
    });
  });

  it.each([
    ["address", "45.83.64.0/24"],
    ["domain", "evil.example\n10.0.0.0"],
    ["domain", "*.example"],
    ["url", "https://evil.example/a b"],
    ["hash", "xyz"],
  ] as const)("asks a human about the %s %j, which no feed would serve", async (kind, value) => {
    await expect(resolve(kind, value)).resolves.toEqual({
      question: expect.stringContaining("cannot stand in a feed"),
    });
  });
});

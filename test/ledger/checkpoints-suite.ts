import { randomBytes } from "node:crypto";
import type { Ledger } from "../../ledger/ledger";

/** What every ledger keeps of checkpoints. `connections` gives the ledger, or all that two can be. */
export function keepsCheckpoints(
  ledgerOf: () => Ledger,
  connections: () => Promise<Ledger[]>,
): void {
  describe("checkpoints", () => {
    it("are not there until one is saved, and then as it was saved", async () => {
      const ledger = ledgerOf();
      expect(await ledger.checkpoint("sweep/iis")).toBeUndefined();

      expect(await ledger.saveCheckpoint("sweep/iis", 0, { at: 5, text: "ä\u0000\ud800" })).toBe(
        true,
      );

      const value = { at: 5, text: "ä\u0000\ud800" };
      expect(await ledger.checkpoint("sweep/iis")).toEqual({ version: 1, value });
      expect(await ledger.checkpoint("sweep/iis live")).toBeUndefined();
    });

    it("are replaced by who read the version that is there, and by nobody else", async () => {
      const ledger = ledgerOf();
      await ledger.saveCheckpoint("c", 0, "first");

      expect(await ledger.saveCheckpoint("c", 0, "not there, it thought")).toBe(false);
      expect(await ledger.saveCheckpoint("c", 2, "of the future")).toBe(false);
      expect(await ledger.saveCheckpoint("c", 1, "second")).toBe(true);
      expect(await ledger.saveCheckpoint("c", 1, "late")).toBe(false);

      expect(await ledger.checkpoint("c")).toEqual({ version: 2, value: "second" });
    });

    it("hold 5 MB that cannot be compressed, and shrink again", async () => {
      const ledger = ledgerOf();
      const large = { random: randomBytes(2_500_000).toString("hex") };

      expect(await ledger.saveCheckpoint("large", 0, large)).toBe(true);
      expect(await ledger.checkpoint("large")).toEqual({ version: 1, value: large });
      expect(await ledger.saveCheckpoint("large", 1, null)).toBe(true);
      expect(await ledger.checkpoint("large")).toEqual({ version: 2, value: null });
    }, 60_000);

    it("are saved by exactly one of several that saw the same version", async () => {
      const ledgers = await connections();
      for (let version = 0; version < 3; version += 1) {
        const writers = Array.from({ length: 6 }, (_, index) => index);
        const saved = await Promise.all(
          writers.map((writer) =>
            ledgers[writer % ledgers.length]!.saveCheckpoint("raced", version, {
              writer,
              text: String(writer).repeat(50_000),
            }),
          ),
        );

        const winners = writers.filter((writer) => saved[writer]);
        expect(winners).toHaveLength(1);
        const value = { writer: winners[0], text: String(winners[0]).repeat(50_000) };
        for (const ledger of ledgers) {
          expect(await ledger.checkpoint("raced")).toEqual({ version: version + 1, value });
        }
      }
      await Promise.all(ledgers.slice(1).map((ledger) => ledger.close()));
    }, 60_000);

    it("are read whole while others replace them", async () => {
      const ledger = ledgerOf();
      const textOf = (version: number) => `${version} `.repeat(20_000);
      await ledger.saveCheckpoint("busy", 0, textOf(1));

      const writing = (async () => {
        for (let version = 1; version < 8; version += 1) {
          await ledger.saveCheckpoint("busy", version, textOf(version + 1));
        }
      })();
      for (let last = 0; last < 8;) {
        const { version, value } = (await ledger.checkpoint("busy"))!;
        expect(value).toBe(textOf(version));
        last = version;
      }
      await writing;
    }, 60_000);
  });
}

import { accountScene, createAccount } from "../abuse-ch-account";
import { hashIn, postExpected, status } from "../abuse-ch";
import { type Answer, isRecord, objectOf, type SimulatorFactory, type Table } from "../simulator";
import { type Entry, searchAnswer } from "./answer";
import { type Indicator, sceneIndicatorOf, testIndicators } from "./indicator";

const firstId = 1_500_001;
/** Older indicators are not found any more. https://threatfox.abuse.ch/faq/ */
const keptDays = 183;

/**
 * ThreatFox's searches. A scene takes `iocs`, whose members are indicators as they are held
 * ("45.83.64.10:443") and whose values are such as `{ "confidence_level": 75 }`, or null for none; and
 * what is said of the key. https://threatfox.abuse.ch/api/
 */
export const threatfox: SimulatorFactory = (world) => {
  const account = createAccount(world);
  // Null hides a test indicator that a scene wants unknown.
  const table: Table<{ id: number; held: Indicator | null }> = world.table("iocs");
  const built = new Map(
    testIndicators.map((held, index) => [held.ioc, { id: firstId + index, held }]),
  );

  const all = (): Entry[] =>
    [...new Set([...built.keys(), ...table.keys()])].flatMap((ioc) => {
      const row = table.get(ioc) ?? built.get(ioc);
      return row?.held && row.held.ageDays <= keptDays ? [{ ...row.held, id: row.id }] : [];
    });

  function searchIoc(term: unknown, isExact: boolean): Answer {
    if (typeof term !== "string" || term.trim().length < 3) return status("illegal_search_term");
    const text = term.toLowerCase();
    const fits = ({ ioc }: Entry): boolean =>
      isExact ? ioc.toLowerCase() === text : ioc.toLowerCase().includes(text);
    return searchAnswer(all().filter(fits), world.now());
  }

  function searchHash(text: unknown): Answer {
    const hash = hashIn(typeof text === "string" ? text : null, 32, 40, 64);
    if (hash === undefined) return status("illegal_hash");
    const fits = ({ samples, ioc }: Entry): boolean => samples.includes(hash) || ioc === hash;
    return searchAnswer(all().filter(fits), world.now());
  }

  function search(json: unknown): Answer {
    const { query, search_term: term, exact_match: isExact, hash } = isRecord(json) ? json : {};
    return query === "search_hash" ? searchHash(hash) : searchIoc(term, isExact === true);
  }

  return {
    name: "threatfox",
    routes: {
      "POST /api/v1/": account.guarded(({ json }) => search(json)),
      "GET /api/v1/": account.guarded(postExpected),
    },
    setScene(value) {
      const { iocs = {}, ...rest } = objectOf(value, "The scene of threatfox");
      const changes = accountScene(rest);
      const held = Object.entries(objectOf(iocs, "iocs")).map(
        ([ioc, members]) =>
          [ioc, members === null ? null : sceneIndicatorOf(ioc, members)] as const,
      );
      account.set(changes);
      for (const [ioc, one] of held) {
        const known = table.get(ioc) ?? built.get(ioc);
        table.set(ioc, { id: known?.id ?? firstId + built.size + table.size(), held: one });
      }
    },
    state: () => ({ ...account.state(), iocs: all() }),
  };
};

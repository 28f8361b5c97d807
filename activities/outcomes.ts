import { ConnectorError } from "../connectors/connector-error";
import { Rehearsed } from "../connectors/rehearsal";
import { type Outcome, failure, success } from "../domain/outcome";

type Table = Record<string, (input: never) => Promise<unknown>>;

/** The same activities, each answering an Outcome. */
export type Outcomes<T extends Table> = {
  [Name in keyof T]: (
    ...input: Parameters<T[Name]>
  ) => Promise<Outcome<Awaited<ReturnType<T[Name]>>>>;
};

/**
 * Gives a table of activities one policy on failure: throw what a retry can cure, so that the durable
 * runtime retries it; return every other failure of a vendor, so that the flow decides. A full
 * quota is returned as well: the flow waits as long as the vendor says; and what a rehearsal would send.
 * Anything else that is thrown is a bug, and stays thrown.
 */
export const outcomes = <T extends Table>(table: T): Outcomes<T> =>
  answering(table, (error) => error.kind !== "transient");

/**
 * The same for questions that wait for their turn in a budget: every failure of a vendor is returned, and
 * the flow asks again (`askAll`). The runtime's own retry would begin anew after each wait.
 */
export const answers = <T extends Table>(table: T): Outcomes<T> => answering(table, () => true);

function answering<T extends Table>(
  table: T,
  isAnswer: (error: ConnectorError) => boolean,
): Outcomes<T> {
  const asking = (work: T[string]) => async (input: never) => {
    try {
      return success(await work(input));
    } catch (error) {
      if (error instanceof Rehearsed) {
        const { vendor, message, request } = error;
        return failure({ kind: "rehearsed", vendor, message, ...(request && { request }) });
      }
      if (!(error instanceof ConnectorError) || !isAnswer(error)) throw error;
      return failure(error.toFailure());
    }
  };
  return Object.fromEntries(
    Object.entries(table).map(([name, work]) => [name, asking(work as T[string])]),
  ) as unknown as Outcomes<T>;
}

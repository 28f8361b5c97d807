import type { Ledger } from "../ledger/ledger";

/** Changes a document, and answers what the change says. */
export type Revise<D> = <A>(change: (document: D) => [D, A]) => Promise<A>;

interface Job<D> {
  change: (document: D) => [D, unknown];
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/**
 * A document of the ledger that many change at once: those that ask while a write is on its way share
 * the next one, in the order in which they asked. A thousand look-ups that a storm of incidents asks
 * for cost a few writes, and no two of this process get in each other's way.
 */
export function combining<D>(ledger: Ledger, name: string, empty: D): Revise<D> {
  let waiting: Job<D>[] = [];
  let isWriting = false;

  async function write(jobs: Job<D>[]): Promise<void> {
    const answers: unknown[] = [];
    await ledger.revise<D>(name, (document) => {
      answers.length = 0; // the ledger may call this again
      let next = document ?? empty;
      for (const { change } of jobs) {
        const [changed, answer] = change(next);
        next = changed;
        answers.push(answer);
      }
      return next;
    });
    jobs.forEach(({ resolve }, index) => resolve(answers[index] as never));
  }

  async function drain(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const jobs = waiting;
      waiting = [];
      await write(jobs).catch((error: unknown) => jobs.forEach(({ reject }) => reject(error)));
    }
    isWriting = false;
  }

  return <A>(change: (document: D) => [D, A]) =>
    new Promise<A>((resolve, reject) => {
      waiting.push({ change, resolve, reject });
      if (!isWriting) void drain();
    });
}

import { bundle } from "../../support/bundle";
import { temporaryFolder } from "../../support/temporary-folder";
import { type Death, type DoomedHost, type HostFiles, startDoomedHost } from "./doomed-host";
import { begin, ended, missing, outcomeOf, raise } from "./round";

/**
 * A dozen flows run when the process ends, right before or right after one of its commits. The next
 * process must take up all of them: nothing is lost, doubled or different.
 */

const main = bundle("local-host/main.ts");
let current: DoomedHost | undefined;
afterAll(() => {
  current?.kill();
  main.remove();
});

const kills = 16;

const outputs = {
  chain: 3,
  fanOut: [1, 4, 9, 16, 25, 36],
  retry: "cured",
  timer: "later",
  event: { is: "yes" },
  parent: ["asks", "from the child"],
  again: [3, 2, 1],
  entity: [1, 111, 211],
  nested: ["a", "b or c", "d", "e"],
  catching: true,
  status: "told",
  cancelled: [true, "no wait"],
};

/** One round without a crash: what comes of it, and how many commits it takes. */
async function undisturbed(host: DoomedHost, files: HostFiles) {
  await host.doom();
  await begin(host, files, 0);
  await raise(host, 0);
  await ended(host, 0);
  return { expected: await outcomeOf(host, files, 0), commits: await host.doom() };
}

/** One round in a process that ends on its way and in the next one, which is the result. */
async function disturbed(host: DoomedHost, files: HostFiles, round: number, death: Death) {
  await host.doom(death);
  const accepted = await begin(host, files, round);
  const isRaised = await raise(host, round);
  const isCutOff = await ended(host, round).then(
    () => false,
    () => true,
  );
  host.kill(); // when the round took fewer commits than the first one
  await host.gone;

  const next = await startDoomedHost(files);
  const lost = await missing(next, round);
  const acceptedAndLost = accepted.filter((shape) => lost.includes(shape));
  await begin(next, files, round, lost);
  if (!isRaised) await raise(next, round);
  await ended(next, round);
  return { next, isCutOff, acceptedAndLost };
}

it(`ends every flow as if nothing had happened, whichever of ${kills} commits was the last`, async () => {
  const files = { main: main.file, folder: temporaryFolder() };
  current = await startDoomedHost(files);
  const { expected, commits } = await undisturbed(current, files);
  let cutOff = 0;

  for (let round = 1; round <= kills; round += 1) {
    const commit = Math.ceil((commits * round) / (kills + 1));
    const death: Death = { commit, side: round % 2 === 0 ? "before" : "after" };
    const { next, isCutOff, acceptedAndLost } = await disturbed(current, files, round, death);
    current = next;
    cutOff += Number(isCutOff);
    const outcome = await outcomeOf(current, files, round);
    expect({ death, acceptedAndLost, ...outcome }).toEqual({
      death,
      acceptedAndLost: [],
      ...expected,
    });
  }

  const names = Object.entries(expected.flows).map(([shape, { output }]) => [shape, output]);
  expect(Object.fromEntries(names)).toEqual(outputs);
  expect(cutOff).toBeGreaterThan(kills / 2);
  await current.stop();
}, 60_000);

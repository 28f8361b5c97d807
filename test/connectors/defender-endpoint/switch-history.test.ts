import type { Action } from "../../../connectors/defender-endpoint/schema";
import { isWantedByOthers } from "../../../connectors/defender-endpoint/switch-history";
import { mark } from "./fleet";

const at = (time: string, requestorComment: string, status = "Succeeded"): Action =>
  ({ creationDateTimeUtc: time, requestorComment, status }) as Action;
const [early, late] = ["2026-01-05T08:00:00.0010000Z", "2026-01-05T08:00:00.0020000Z"];

test.each([
  ["ours alone", [at(early, mark.text)], false],
  ["theirs after ours", [at(late, "by hand"), at(early, mark.text)], true],
  ["theirs before ours", [at(late, mark.text), at(early, "by hand")], false],
  ["theirs in the moment of ours", [at(early, mark.text), at(early, "by hand")], true],
  ["theirs, which failed", [at(late, "by hand", "Failed"), at(early, mark.text)], false],
  [
    "theirs, which is older and still waits",
    [at(late, mark.text), at(early, "by hand", "Pending")],
    true,
  ],
  ["none", [], false],
])("Whether somebody else wants a device to be so: %s", (_, on, isTheirs) => {
  expect(isWantedByOthers({ on, off: [], all: on })).toBe(isTheirs);
});

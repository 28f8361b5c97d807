import { type Answer, type SimulatedRequest, type World, isRecord } from "../simulator";
import type { Problems } from "./fields";
import type { Issue, View } from "./issue";
import { noIssue, offScreen, refusal } from "./refusals";
import type { Scene } from "./scene";
import type { Store } from "./store";
import {
  type Transition,
  resolutions,
  statusNamed,
  transitionView,
  usualTransitions,
} from "./workflow";

/** Moving one issue through the workflow. */
export function createTransitionApi(
  world: World,
  store: Store,
  scene: () => Scene,
  issueOf: (request: SimulatedRequest) => Issue | undefined,
) {
  function offered(issue: Issue): Transition[] {
    const all = scene().transitions ?? usualTransitions;
    const mayMove = scene().permissions?.includes("transition") ?? true;
    return mayMove ? all.filter(({ from }) => from.includes(issue.status)) : [];
  }

  return {
    /** `GET /issue/{id}/transitions`: those of its present status. */
    offer: (request: SimulatedRequest, { api }: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const hasFields = request.query.get("expand")?.includes("transitions.fields") ?? false;
      return {
        body: {
          expand: "transitions",
          transitions: offered(issue).map((one) => transitionView(one, api, hasFields)),
        },
      };
    },

    /** `POST /issue/{id}/transitions`: an empty answer. */
    move: (request: SimulatedRequest): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const { json } = request;
      if (!isRecord(json) || !isRecord(json.transition)) {
        return refusal(400, ["Missing 'transition' identifier"]);
      }
      const { id } = json.transition;
      const transition = offered(issue).find((one) => one.id === String(id));
      if (!transition) {
        return refusal(400, [
          `It seems that you have tried to perform a workflow operation (${String(id)}) that is not valid for the current state of this issue (${issue.key}). The likely cause is that somebody has changed the issue recently, please look at the issue history for details.`,
        ]);
      }
      const fields = isRecord(json.fields) ? json.fields : {};
      const updates = isRecord(json.update) ? json.update : {};
      const found = screenProblems(transition, fields, updates);
      if (Object.keys(found).length > 0) return refusal(400, [], found);
      const isDone = statusNamed(transition.to)?.category === "done";
      const given = isRecord(fields.resolution) ? String(fields.resolution.name) : null;
      store.keep({
        ...issue,
        updated: world.now(),
        status: transition.to,
        resolution: isDone ? (given ?? issue.resolution) : null,
        moves: [...issue.moves, transition.name],
      });
      return { status: 204 };
    },
  };
}

/** What a transition's screen does not show cannot be set, and what it demands must be. */
function screenProblems(
  { screen }: Transition,
  fields: Record<string, unknown>,
  updates: Record<string, unknown>,
): Problems {
  const shown = new Set(screen.map((id) => id.replace("*", "")));
  const given = [...Object.keys(fields), ...Object.keys(updates)];
  const off = given
    .filter((id) => !shown.has(id))
    .map((id): [string, string] => [id, offScreen(id)]);
  const missing = screen
    .filter((id) => id.endsWith("*") && !given.includes(id.replace("*", "")))
    .map((id): [string, string] => [id.replace("*", ""), `${id.replace("*", "")} is required.`]);
  const { resolution } = fields;
  const isWrong =
    shown.has("resolution") &&
    resolution !== undefined &&
    !(isRecord(resolution) && resolutions.includes(String(resolution.name)));
  return {
    ...Object.fromEntries([...off, ...missing]),
    ...(isWrong && { resolution: "The resolution selected is invalid." }),
  };
}

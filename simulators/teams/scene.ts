import { checkedScene, isRecord } from "../simulator";
import { FLOW_STATES, type FlowState } from "./trigger";

/** What a test can decide about the flow. */
export interface Scene {
  flow?: FlowState;
  /** How many requests are taken in how many seconds; null, the default, takes all. */
  rate?: Rate | null;
}

export interface Rate {
  requests: number;
  seconds: number;
}

const expected =
  'The scene of "teams" takes "flow" ("on", "disabled" or "deleted") and "rate" ' +
  "({requests, seconds} or null)";

const isPositive = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  flow: (value) => FLOW_STATES.some((state) => state === value),
  rate: (value) =>
    value === null || (isRecord(value) && isPositive(value.requests) && isPositive(value.seconds)),
};

/** A scene from outside, checked. Throws a SceneError that says what is expected. */
export const parseScene = (input: unknown): Scene => checkedScene<Scene>(input, checks, expected);

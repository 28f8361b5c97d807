import type { Claims } from "../managed-identity/token";
import type { Answer, Handler, SimulatedRequest, World } from "../simulator";
import { answered, isProblem, type Problem } from "./problem";
import { callerOf } from "./token";

/** What every part of Graph does with a request: who asks comes first, and every answer has ids. */
export interface Area {
  world: World;
  answering: (
    work: (request: SimulatedRequest, caller: Claims) => Promise<Answer | Problem>,
  ) => Handler;
}

export const createArea = (world: World): Area => ({
  world,
  answering: (work) => async (request) => {
    const caller = callerOf(request, world.now());
    const outcome = isProblem(caller) ? caller : await work(request, caller);
    return answered(request, world.now(), outcome);
  },
});

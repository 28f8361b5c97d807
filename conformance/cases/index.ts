import type { Case } from "../case";
import { activityCases } from "./activities";
import { clientCases } from "./client";
import { controlCases } from "./controls";
import { entityCases } from "./entities";
import { httpCases } from "./http";
import { orchestrationCases } from "./orchestrations";
import { waitingCases } from "./waiting";

/** A case for each thing that the contract says. */
export const ownCases: readonly Case[] = [
  ...orchestrationCases,
  ...activityCases,
  ...waitingCases,
  ...httpCases,
  ...controlCases,
  ...clientCases,
  ...entityCases,
];

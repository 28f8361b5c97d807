import type { Case } from "../case";
import { activityCases } from "./activities";

/** A case for each thing that the contract says. */
export const ownCases: readonly Case[] = [...activityCases];

import { z } from "zod";
import { CLASSIFICATIONS, CLASSIFICATION_REASONS } from "../../domain/incident";

/**
 * How a site numbers the statuses and dispositions of its findings; each may change them:
 * https://docs.splunk.com/Documentation/ES/latest/Admin/Customizenotables
 */

const number = String.raw`\d{1,6}`;

export const statusNumber = z
  .string()
  .regex(new RegExp(`^${number}$`), "must be the number of a status");

export const statusNumbers = z
  .string()
  .regex(
    new RegExp(`^${number}(?:,${number}){0,19}$`),
    "must be numbers of statuses, separated by commas",
  )
  .transform((list) => list.split(","));

const words = [...CLASSIFICATIONS, ...CLASSIFICATION_REASONS].join("|");
const one = `(?:${words})=disposition:${number}`;

/** Those that every site begins with; what they do not name leaves the disposition as it is. */
export const usualDispositions =
  "TruePositive=disposition:1,BenignPositive=disposition:2,FalsePositive=disposition:3,InaccurateData=disposition:4,Undetermined=disposition:6";

export const dispositions = z
  .string()
  .regex(
    new RegExp(`^(?:none|${one}(?:,${one}){0,9})$`),
    'must be "none", or such as TruePositive=disposition:1,FalsePositive=disposition:3, with the words of Sentinel',
  )
  .transform((list) =>
    list === "none"
      ? {}
      : (Object.fromEntries(list.split(",").map((pair) => pair.split("="))) as Record<
          string,
          string
        >),
  );

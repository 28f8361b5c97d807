import { readFileSync } from "node:fs";
import { join } from "node:path";

const sample = readFileSync(join(__dirname, "..", "..", "samples", "incident.json"), "utf8");
const sampleName = (JSON.parse(sample) as { object: { name: string } }).object.name;

/** The sample as another incident, known to the simulated Sentinel as soon as it is asked for. */
export const anotherIncident = (name: string): string => sample.replaceAll(sampleName, name);

import type { Call } from "../../simulators/calls";

/** The writes that the vendors received about one incident, by any text that marks it. */
export function writesOf(calls: Call[], ...marks: string[]) {
  const about = calls.filter(({ path, body }) => {
    const text = `${path} ${JSON.stringify(body ?? "")}`.toLowerCase();
    return marks.some((mark) => text.includes(mark.toLowerCase()));
  });
  const count = (method: string, pattern: RegExp): number =>
    about.filter((call) => call.method === method && pattern.test(call.path)).length;
  return {
    incident: count("PUT", /\/incidents\/[^/]+\?/i),
    comment: count("PUT", /\/comments\//i),
    ticket: count("POST", /\/table\/incident/),
    message: count("POST", /\/invoke\?/),
  };
}

/** The comment that stands in the simulated Sentinel for an incident; undefined when there is none. */
export const commentOf = (calls: Call[], incidentName: string): string | undefined => {
  const call = calls.findLast(
    ({ method, path }) =>
      method === "PUT" && path.includes(incidentName) && path.includes("/comments/"),
  );
  return (call?.body as { properties: { message: string } } | undefined)?.properties.message;
};

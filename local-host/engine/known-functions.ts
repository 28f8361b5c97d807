import type { Worker } from "../worker/worker";

/** The app's durable functions: a name in any case in, the name as registered out. */
export interface KnownFunctions {
  orchestrator(name: string): string | undefined;
  activity(name: string): string | undefined;
  entity(name: string): string | undefined;
}

export function knownFunctions({ functions }: Pick<Worker, "functions">): KnownFunctions {
  const byTrigger = (triggerType: string): ((name: string) => string | undefined) => {
    const names = functions
      .filter((registered) => registered.triggerType === triggerType)
      .map(({ name }) => [name.toLowerCase(), name] as const);
    const registered = new Map(names);
    return (name) => registered.get(name.toLowerCase());
  };
  return {
    orchestrator: byTrigger("orchestrationTrigger"),
    activity: byTrigger("activityTrigger"),
    entity: byTrigger("entityTrigger"),
  };
}

/** The extension's sentence about a name that nobody registered. */
export const unknownFunction = (kind: "an orchestrator" | "an entity", name: string): string =>
  `The function '${name}' doesn't exist, is disabled, or is not ${kind} function.`;

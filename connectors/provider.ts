import type { z } from "zod";
import type { ContainmentMethod } from "../domain/containing";
import type { ContainmentKind } from "../domain/containment-kind";
import type { AskContext } from "../domain/context";
import type { ContextSourceName } from "../domain/context-source";
import type { CloseFinding, NoteFinding } from "../domain/finding";
import type { FindingSourceName, NotedSourceName } from "../domain/finding-source";
import type { Permission } from "../domain/kind-of-containment";
import type { OutcomeEvent } from "../domain/report/outcome-event";
import type { Checked } from "./checked";
import type { Secrets, Tokens } from "./credentials";

/** A service that something is contained at, or that is asked for context: its line in `providers.ts` is all that the app needs to know. */
export interface Provider {
  /** The name of its folder; its kinds have it as `vendor`. */
  name: string;
  /** As people call it. */
  title: string;
  /** Its variables, as `config/settings.ts` reads them. What is not set up is undefined. */
  settings: z.ZodObject;
  /** Its values in `local.settings.json`, and in tests; "{simulators}" stands for the address of the simulators, "{simulators.host}" for its host and port. */
  local: Readonly<Record<string, string>>;
  /** By what it is asked: with another account its budget is another one. */
  scope(settings: unknown): string;
  /** What asking it for context needs, as one source of it. */
  reads?(settings: unknown, source: ContextSourceName): readonly Permission[];
  /** What writing outcomes to it needs. */
  writes?(settings: unknown): readonly Permission[];
  /** Loads no SDK and sends nothing. `settings` is what the schema read. */
  open(settings: unknown, credentials: Credentials): OpenProvider;
}

export interface Credentials {
  tokens: Tokens;
  secrets: Secrets;
}

/** What is not set up throws `notConfigured` when it is used. */
export interface OpenProvider extends Checked {
  /** All of its kinds. */
  containments: Readonly<Partial<Record<ContainmentKind, ContainmentMethod>>>;
  /** What it knows of entities. */
  context?: Readonly<Partial<Record<ContextSourceName, AskContext>>>;
  /** By the names of `domain/finding-source.ts`: how what it found is closed. */
  findings?: Readonly<Partial<Record<FindingSourceName, CloseFinding>>>;
  /** Whether findings could be closed, where `check` asks with another secret. */
  checkFindings?: () => Promise<string>;
  /** The same: how a note is written into what it found. */
  findingNotes?: Readonly<Partial<Record<NotedSourceName, NoteFinding>>>;
  /**
   * Writes a run's outcome; answers whether it is known to be stored for good. `aboutToSend` is awaited right
   * before the first byte leaves.
   */
  writeOutcome?: (
    event: OutcomeEvent & { id: string },
    aboutToSend?: () => Promise<void>,
  ) => Promise<{ isIndexed: boolean }>;
  /** Whether an outcome that is written again is known to be there: then it is never written twice, and never in doubt. */
  tellsRepeats?: boolean;
  /** Whether outcomes could be written. */
  checkOutcomes?: () => Promise<string>;
  /** Of several services behind one provider: whether each can be asked, by the name of its source. */
  checkSources?: Readonly<
    Partial<Record<ContextSourceName & FindingSourceName, () => Promise<string>>>
  >;
  /** Why it cannot be used, where a setting is missing: "OKTA_URL is not set". */
  off?: string;
}

/** The same, with settings as its own schema reads them. */
export const provider = <S extends z.ZodObject>(
  definition: Omit<Provider, "settings" | "scope" | "reads" | "writes" | "open"> & {
    settings: S;
    scope(settings: z.infer<S>): string;
    reads?(settings: z.infer<S>, source: ContextSourceName): readonly Permission[];
    writes?(settings: z.infer<S>): readonly Permission[];
    open(settings: z.infer<S>, credentials: Credentials): OpenProvider;
  },
): Provider => ({
  ...definition,
  scope: (settings) => definition.scope(settings as z.infer<S>),
  reads: (settings, source) => definition.reads?.(settings as z.infer<S>, source) ?? [],
  writes: (settings) => definition.writes?.(settings as z.infer<S>) ?? [],
  open: (settings, credentials) => definition.open(settings as z.infer<S>, credentials),
});

import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import type { Checked } from "../checked";
import type { Tokens } from "../credentials";
import type { Settings } from "../settings";
import { openClient } from "./client";
import { describeHost } from "./describe";
import { isolation } from "./isolation";
import { machinesResponse } from "./schema";

/** Microsoft Defender for Endpoint: https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list */
export function defenderEndpoint(settings: Settings["defenderEndpoint"], tokens: Tokens) {
  const client = openClient(settings, tokens);

  return {
    isolateDevice: isolation(client),

    /** What it knows of each host, one after the other; what is no host is left out. */
    describeDevices: async (entities: Entity[]): Promise<ContextFinding[]> => {
      const findings: ContextFinding[] = [];
      for (const entity of entities) {
        if (entity.kind === "Host") findings.push(await describeHost(client, entity));
      }
      return findings;
    },

    /** Reads one device: that proves the identity and Machine.Read.All. Nothing harmless would prove more. */
    async check(): Promise<string> {
      await client.reading.read(machinesResponse, {
        method: "GET",
        path: "/api/machines",
        query: { $top: "1" },
      });
      return "devices can be read; only an isolation would prove that they can be isolated";
    },
  } satisfies Checked & Record<string, unknown>;
}

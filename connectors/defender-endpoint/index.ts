import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import type { Checked } from "../checked";
import type { Tokens } from "../credentials";
import type { Settings } from "../settings";
import { machineIdOf, openClient } from "./client";
import { describeHost } from "./describe";
import { isolation } from "./isolation";
import { actionResponse, machinesResponse } from "./schema";
import { ConnectorError } from "../connector-error";

const nobody = "0".repeat(40);

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

    /** Reads one device, and asks to release one that does not exist: without the permission that is a 403. */
    async check(): Promise<string> {
      await client.reading.read(machinesResponse, {
        method: "GET",
        path: "/api/machines",
        query: { $top: "1" },
      });
      await client.isolating
        .write(actionResponse, {
          method: "POST",
          path: `/api/machines/${machineIdOf(nobody)}/unisolate`,
          body: { Comment: "durable-response check" },
        })
        .catch(ifNoSuchMachine);
      return "devices can be read, and isolating them is not refused";
    },
  } satisfies Checked & Record<string, unknown>;
}

/** 404 for a machine that is not there; 400 where its id is not even looked for. */
function ifNoSuchMachine(error: unknown): void {
  const isOfMachine = error instanceof ConnectorError && [400, 404].includes(error.status ?? 0);
  if (!isOfMachine) throw error;
}

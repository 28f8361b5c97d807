import type { ContainmentMethod } from "../../domain/containing";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import type { Checked } from "../checked";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import type { Settings } from "../settings";
import { openClient } from "./client";
import { describeHost } from "./describe";
import { deviceSwitch } from "./device-switch";
import { indicatorBlock } from "./indicator-block";
import { readOne } from "./indicators";
import type { kinds } from "./kinds";
import { oneOff } from "./one-off";
import { collection, quarantine, scan } from "./one-offs";
import { resolveDevice } from "./resolve-device";
import { resolveFile } from "./resolve-file";
import { machinesResponse } from "./schema";
import { isolation, restriction } from "./switches";

/** Microsoft Defender for Endpoint: https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list */
export function defenderEndpoint(settings: Settings["defenderEndpoint"], tokens: Tokens) {
  const client = openClient(settings, tokens);
  const device = (wanted: Parameters<typeof resolveDevice>[1]) => resolveDevice(client, wanted);

  return {
    containments: {
      "isolate-device": deviceSwitch(client, isolation, device({ done: "isolated" })),
      "restrict-code-execution": deviceSwitch(
        client,
        restriction,
        device({ done: "restricted so", isForWindows: true }),
      ),
      "block-indicator-file": indicatorBlock(client, "block-indicator-file"),
      "block-indicator-address": indicatorBlock(client, "block-indicator-address"),
      "block-indicator-domain": indicatorBlock(client, "block-indicator-domain"),
      "stop-and-quarantine-file": oneOff(client, quarantine, resolveFile(client)),
      "scan-device": oneOff(client, scan, device({ done: "scanned so", isForWindows: true })),
      "collect-package": oneOff(client, collection, device({ done: "asked for its package" })),
    } satisfies Record<keyof typeof kinds, ContainmentMethod>,

    /** What it knows of each host, one after the other; what is no host is left out. */
    describeDevices: async (entities: Entity[]): Promise<ContextFinding[]> => {
      const findings: ContextFinding[] = [];
      for (const entity of entities) {
        if (entity.kind === "Host") findings.push(await describeHost(client, entity));
      }
      return findings;
    },

    /** Reads a device and an indicator. That it may do anything to them nothing harmless would prove. */
    async check(): Promise<string> {
      await client.reading.read(machinesResponse, {
        method: "GET",
        path: "/api/machines",
        query: { $top: "1" },
      });
      const indicators = await readOne(client).then(
        () => "and indicators",
        (error: unknown) => {
          if (error instanceof ConnectorError && error.status === 403) {
            return "but no indicators: that needs Ti.ReadWrite.All";
          }
          throw error;
        },
      );
      return `devices can be read, ${indicators}; only an action on a device would prove that it may be done`;
    },
  } satisfies Checked & Record<string, unknown>;
}

import { isRecord, type SimulatedRequest } from "../simulator";
import type { Permission } from "./access";
import type { ActionType } from "./action";
import type { Machine } from "./machine";
import { refuse } from "./problem";

/** What an action needs, and what it is sent beside its comment. */
interface DeviceAction {
  type: ActionType;
  permission: Permission;
  isForWindows: boolean;
  /** A second one while one is open is always refused, whatever the scene says. */
  isAlone?: boolean;
  scopeIn?: (request: SimulatedRequest, machine: Machine) => string;
  sha1In?: (request: SimulatedRequest) => string;
}

/**
 * By the last segment of their path:
 * https://learn.microsoft.com/defender-endpoint/api/machineaction
 */
export const deviceActions: Readonly<Record<string, DeviceAction>> = {
  isolate: {
    type: "Isolate",
    permission: "Machine.Isolate",
    isForWindows: false,
    scopeIn: isolationTypeIn,
  },
  unisolate: { type: "Unisolate", permission: "Machine.Isolate", isForWindows: false },
  restrictCodeExecution: {
    type: "RestrictCodeExecution",
    permission: "Machine.RestrictExecution",
    isForWindows: true,
  },
  unrestrictCodeExecution: {
    type: "UnrestrictCodeExecution",
    permission: "Machine.RestrictExecution",
    isForWindows: true,
  },
  runAntiVirusScan: {
    type: "RunAntiVirusScan",
    permission: "Machine.Scan",
    isForWindows: true,
    scopeIn: (request) => oneIn(request, "ScanType", ["Quick", "Full"]),
  },
  collectInvestigationPackage: {
    type: "CollectInvestigationPackage",
    permission: "Machine.CollectForensics",
    isForWindows: false,
    isAlone: true,
  },
  StopAndQuarantineFile: {
    type: "StopAndQuarantineFile",
    permission: "Machine.StopAndQuarantine",
    isForWindows: true,
    isAlone: true,
    sha1In(request) {
      const sha1 = textIn(request, "Sha1").toLowerCase();
      if (/^[0-9a-f]{40}$/.test(sha1)) return sha1;
      return refuse(400, "InvalidHashValue", "The value of Sha1 is not a valid SHA-1");
    },
  },
};

/** The permission that a type of action needs, also to cancel it. */
export const permissionFor = (type: ActionType | undefined): Permission =>
  Object.values(deviceActions).find((one) => one.type === type)?.permission ?? "Machine.Isolate";

/** What an action is asked for, once its request is as it must be. */
export function wantedBy(action: DeviceAction, request: SimulatedRequest, machine: Machine) {
  const requestorComment = textIn(request, "Comment");
  if (action.isForWindows && !machine.osPlatform.startsWith("Windows")) {
    return refuse(400, "OsPlatformNotSupported", `${action.type} on ${machine.osPlatform}`);
  }
  return {
    type: action.type,
    requestorComment,
    scope: action.scopeIn?.(request, machine) ?? null,
    sha1: action.sha1In?.(request) ?? null,
  };
}

/** Names of members count letter by letter. */
export function textIn({ json }: SimulatedRequest, name: string): string {
  if (!isRecord(json)) return refuse(400, "InvalidRequestBody", "Request body is incorrect");
  const text = json[name];
  if (typeof text === "string" && text.trim() !== "") return text;
  return refuse(400, "MissingRequiredParameter", `Required parameter ${name} is missing`);
}

function oneIn(request: SimulatedRequest, name: string, known: readonly string[]): string {
  const text = textIn(request, name);
  if (known.includes(text)) return text;
  return refuse(400, "InvalidInput", `${name} ${text.slice(0, 40)} is not supported`);
}

function isolationTypeIn(request: SimulatedRequest, { osPlatform }: Machine): string {
  const type = oneIn(request, "IsolationType", ["Full", "Selective", "UnManagedDevice"]);
  if (type === "Selective" && !osPlatform.startsWith("Windows")) {
    return refuse(400, "OsPlatformNotSupported", `Selective isolation on ${osPlatform}`);
  }
  return type;
}

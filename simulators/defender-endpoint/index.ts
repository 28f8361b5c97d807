import { type Answer, isRecord, type SimulatedRequest, type SimulatorFactory } from "../simulator";
import { admit, type Permission } from "./access";
import { actionAnswer, statusOf } from "./action";
import { createLimiter } from "./limits";
import { listAnswer } from "./lists";
import { Refusal, refuse } from "./problem";
import { sceneOf } from "./scene";
import { createStore } from "./store";

type Work = (request: SimulatedRequest, appId: string) => Answer;

const metadata = "https://api.security.microsoft.com/api/$metadata";
const machineFilters =
  "id computerDnsName lastSeen lastIpAddress healthStatus osPlatform riskScore exposureLevel aadDeviceId onboardingStatus rbacGroupId machineTags".split(
    " ",
  );
const actionFilters = "id status machineId type requestor creationDateTimeUtc".split(" ");

/**
 * Microsoft Defender for Endpoint: devices, and isolation of them.
 * https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list
 */
export const defenderEndpoint: SimulatorFactory = (world) => {
  const store = createStore(world);
  const limit = createLimiter(world, () => store.settings().limits);

  const route =
    (api: string, permission: Permission, work: Work) => (request: SimulatedRequest) => {
      try {
        const appId = admit(request, permission, world.now());
        limit(api);
        store.settle();
        return work(request, appId);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    };

  function machineIn({ params }: SimulatedRequest) {
    const { id = "" } = params;
    const found = store.machine(id);
    if (found) return found;
    if (!/^[0-9a-f]{40}$/i.test(id)) return refuse(400, "InvalidInput", "Invalid machine id.");
    return refuse(404, "ResourceNotFound", `Machine ${id} was not found`);
  }

  function actionIn({ params }: SimulatedRequest) {
    const found = store.action(params["id"] ?? "");
    return found ?? refuse(404, "ResourceNotFound", `Machine action ${params["id"]} was not found`);
  }

  const entity = (row: ReturnType<typeof actionIn>, status: number): Answer => ({
    status,
    body: {
      "@odata.context": `${metadata}#MachineActions/$entity`,
      ...actionAnswer(row, world.now()),
    },
  });

  const isolating =
    (type: "Isolate" | "Unisolate"): Work =>
    (request, requestor) => {
      const machine = machineIn(request);
      const requestorComment = textIn(request, "Comment");
      const scope = type === "Isolate" ? isolationTypeIn(request, machine.osPlatform) : null;
      const open = store.open(machine.id, type);
      if (open && store.settings().duplicates === "refuse") {
        return refuse(400, "BadRequest", "Action is already in progress");
      }
      return entity(
        open ?? store.add(machine.id, { type, scope, requestor, requestorComment }),
        201,
      );
    };

  return {
    name: "defender-endpoint",
    routes: {
      "GET /api/machines": route("machines", "Machine.Read.All", (request) => {
        const machines = store.machines().map(({ machine }) => machine);
        const answer = listAnswer(request, "Machines", machines, machineFilters);
        const isEmpty404 = store.settings().isNoMachine404 && answer.body.value.length === 0;
        return isEmpty404 ? refuse(404, "ResourceNotFound", "No machine was found") : answer;
      }),
      "GET /api/machines/{id}": route("machine", "Machine.Read.All", (request) => ({
        body: { "@odata.context": `${metadata}#Machines/$entity`, ...machineIn(request) },
      })),
      "POST /api/machines/{id}/isolate": route("isolate", "Machine.Isolate", isolating("Isolate")),
      "POST /api/machines/{id}/unisolate": route(
        "unisolate",
        "Machine.Isolate",
        isolating("Unisolate"),
      ),
      "GET /api/machineactions": route("machineactions", "Machine.Read.All", (request) => {
        const rows = store.actions().map((row) => actionAnswer(row, world.now()));
        return listAnswer(request, "MachineActions", rows, actionFilters);
      }),
      "GET /api/machineactions/{id}": route("machineaction", "Machine.Read.All", (request) =>
        entity(actionIn(request), 200),
      ),
      "POST /api/machineactions/{id}/cancel": route(
        "cancel",
        "Machine.Isolate",
        (request, appId) => {
          const row = actionIn(request);
          const comment = textIn(request, "Comment");
          const status = statusOf(row, world.now());
          if (status !== "Pending") {
            return refuse(400, "BadRequest", `An action that is ${status} cannot be cancelled`);
          }
          return entity(store.cancel(row, appId, comment), 200);
        },
      ),
    },
    setScene: (value) => store.apply(sceneOf(value, store.settings().limits)),
    state() {
      store.settle();
      return {
        settings: store.settings(),
        machines: store.machines().map(({ machine, isOnline }) => ({
          ...machine,
          isOnline,
          isIsolated: store.isIsolated(machine.id),
        })),
        actions: store.actions().map((row) => actionAnswer(row, world.now())),
      };
    },
  };
};

/** Names of members count letter by letter. */
function textIn({ json }: SimulatedRequest, name: string): string {
  if (!isRecord(json)) return refuse(400, "InvalidRequestBody", "Request body is incorrect");
  const text = json[name];
  if (typeof text === "string" && text.trim() !== "") return text;
  return refuse(400, "MissingRequiredParameter", `Required parameter ${name} is missing`);
}

function isolationTypeIn(request: SimulatedRequest, osPlatform: string): string {
  const type = textIn(request, "IsolationType");
  if (!["Full", "Selective", "UnManagedDevice"].includes(type)) {
    return refuse(400, "InvalidInput", `IsolationType ${type.slice(0, 40)} is not supported`);
  }
  if (type === "Selective" && !osPlatform.startsWith("Windows")) {
    return refuse(400, "OsPlatformNotSupported", `Selective isolation on ${osPlatform}`);
  }
  return type;
}

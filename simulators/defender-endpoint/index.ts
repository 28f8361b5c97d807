import type { Answer, SimulatedRequest, SimulatorFactory } from "../simulator";
import { admit, type Caller, type Permission } from "./access";
import { actionAnswer, statusOf } from "./action";
import { deviceActions, permissionFor, textIn, wantedBy } from "./device-actions";
import { createIndicators } from "./indicators";
import { createLimiter } from "./limits";
import { listAnswer } from "./lists";
import { Refusal, refuse } from "./problem";
import { sceneOf } from "./scene";
import { createStore } from "./store";

type Work = (request: SimulatedRequest, caller: Caller) => Answer;
type Needed = Permission | readonly Permission[] | ((request: SimulatedRequest) => Permission);

const metadata = "https://api.security.microsoft.com/api/$metadata";
const machineFilters =
  "id computerDnsName lastSeen lastIpAddress healthStatus osPlatform riskScore exposureLevel aadDeviceId onboardingStatus rbacGroupId machineTags".split(
    " ",
  );
const actionFilters = "id status machineId type requestor creationDateTimeUtc".split(" ");

const anyIndicators: readonly Permission[] = ["Ti.ReadWrite", "Ti.ReadWrite.All"];

/**
 * Microsoft Defender for Endpoint: devices, what is done to them, and indicators.
 * https://learn.microsoft.com/defender-endpoint/api/exposed-apis-list
 */
export const defenderEndpoint: SimulatorFactory = (world) => {
  const store = createStore(world);
  const indicators = createIndicators(world, () => store.settings().maxIndicators);
  const limit = createLimiter(world, () => store.settings().limits);

  const route = (api: string, needed: Needed, work: Work) => (request: SimulatedRequest) => {
    try {
      const one = typeof needed === "function" ? needed(request) : needed;
      const caller = admit(request, [one].flat(), world.now());
      limit(api);
      store.settle();
      return work(request, caller);
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

  const actionRoutes = Object.entries(deviceActions).map(([segment, action]) => [
    `POST /api/machines/{id}/${segment}`,
    route(segment, action.permission, (request, { appId: requestor }) => {
      const machine = machineIn(request);
      const wanted = { ...wantedBy(action, request, machine), requestor };
      const open = store.open(machine.id, wanted);
      const isRefused = action.isAlone === true || store.settings().duplicates === "refuse";
      if (open && isRefused) return refuse(400, "BadRequest", "Action is already in progress");
      return entity(open ?? store.add(machine.id, wanted), 201);
    }),
  ]);

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
      ...Object.fromEntries(actionRoutes),
      "GET /api/machineactions": route("machineactions", "Machine.Read.All", (request) => {
        const rows = store.actions().map((row) => actionAnswer(row, world.now()));
        return listAnswer(request, "MachineActions", rows, actionFilters);
      }),
      "GET /api/machineactions/{id}": route("machineaction", "Machine.Read.All", (request) =>
        entity(actionIn(request), 200),
      ),
      "POST /api/machineactions/{id}/cancel": route(
        "cancel",
        ({ params }) => permissionFor(store.action(params["id"] ?? "")?.type),
        (request, { appId }) => {
          const row = actionIn(request);
          const comment = textIn(request, "Comment");
          const status = statusOf(row, world.now());
          if (status !== "Pending") {
            return refuse(400, "BadRequest", `An action that is ${status} cannot be cancelled`);
          }
          return entity(store.cancel(row, appId, comment), 200);
        },
      ),
      "GET /api/indicators": route("indicators", anyIndicators, (request, caller) =>
        indicators.list(request, caller),
      ),
      "POST /api/indicators": route("submit indicator", anyIndicators, (request, caller) => ({
        body: {
          "@odata.context": `${metadata}#Indicators/$entity`,
          ...indicators.submit(request, caller),
        },
      })),
      "DELETE /api/indicators/{id}": route("delete indicator", anyIndicators, (request, caller) => {
        indicators.remove(request, caller);
        return { status: 204 };
      }),
    },
    setScene(value) {
      const scene = sceneOf(value, store.settings().limits);
      store.apply(scene);
      if (scene.indicators) indicators.replace(scene.indicators);
    },
    state() {
      store.settle();
      return {
        settings: store.settings(),
        machines: store.machines().map(({ machine, isOnline }) => ({
          ...machine,
          isOnline,
          ...store.standingOf(machine.id),
        })),
        indicators: indicators.all(),
        actions: store.actions().map((row) => actionAnswer(row, world.now())),
      };
    },
  };
};

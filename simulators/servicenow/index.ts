import type { Handler, Simulator, World } from "../simulator";
import { createGate } from "./auth";
import { createImportSets } from "./import-sets";
import { openInstance } from "./instance";
import { createRateCounter } from "./rate-rule";
import { hibernation, noResource } from "./refusals";
import { type Scene, parseScene } from "./scene";
import { createTableApi } from "./table-api";
import { tables } from "./tables";

/** A ServiceNow instance, out of the box: its Table and Import Set APIs, and the token endpoint of its OAuth. */
export function servicenow(world: World): Simulator {
  const scenes = world.table<Scene>("scene");
  const scene = (): Scene => scenes.get("scene") ?? {};
  const instance = openInstance(world);
  const gate = createGate(world, () => scene().clientCredentials !== false);
  const count = createRateCounter(world);
  const api = createTableApi(world, instance, scene);
  const importRow = createImportSets(world, instance, () => scene().transformMaps ?? {});

  /** Sleep comes before everything; credentials before the rate rule, which counts by user. */
  const guarded =
    (answer: Handler): Handler =>
    async (request) => {
      if (scene().hibernating) return hibernation();
      const refused = gate.check(request);
      if (refused) return refused;
      const ruling = count(scene().rateLimit ?? undefined);
      if (ruling.refusal) return ruling.refusal;
      const given = await answer(request);
      return { ...given, headers: { ...given.headers, ...ruling.headers } };
    };

  const apiRoutes = (root: string): Record<string, Handler> => ({
    [`GET ${root}/table/{table}`]: guarded(api.list),
    [`POST ${root}/table/{table}`]: guarded(api.create),
    [`GET ${root}/table/{table}/{sys_id}`]: guarded(api.read),
    [`PATCH ${root}/table/{table}/{sys_id}`]: guarded(api.update),
    // As partial as PATCH.
    [`PUT ${root}/table/{table}/{sys_id}`]: guarded(api.update),
    [`POST ${root}/import/{staging_table}`]: guarded(importRow),
  });

  return {
    name: "servicenow",
    routes: {
      ...apiRoutes("/api/now"),
      ...apiRoutes("/api/now/v1"),
      ...apiRoutes("/api/now/v2"),
      "POST /oauth_token.do": (request) =>
        scene().hibernating ? hibernation() : gate.issue(request),
      "GET /{*rest}": guarded(noResource),
      "POST /{*rest}": guarded(noResource),
    },
    setScene(input) {
      const { records = {}, ...rest } = parseScene(input);
      scenes.set("scene", { ...scene(), ...rest });
      for (const [name, rows] of Object.entries(records)) {
        const definition = tables[name];
        if (definition) rows.forEach((row) => instance.put(definition, row));
      }
    },
    state: () => ({
      ...scene(),
      tables: Object.fromEntries(
        Object.values(tables).map((definition) => [definition.name, instance.rows(definition)]),
      ),
    }),
  };
}

import { SceneError, type Simulator, type World } from "../../simulators/simulator";

/** A small vendor for tests of the server: it notes what it is sent. */
export function probe(world: World): Simulator {
  const notes = world.table<{ text: unknown; at: number }>("notes");

  return {
    name: "probe",
    secrets: ["pin"],
    routes: {
      "GET /notes": () => ({ body: notes.rows() }),
      "POST /notes": ({ json }) => {
        notes.set(String(notes.size()), { text: json, at: world.now() });
        return {
          status: 201,
          headers: { Location: `${world.url()}/notes/${notes.size() - 1}` },
          body: { result: { text: json, number: notes.size() } },
        };
      },
      "PUT /notes/{id}": ({ params, path, rawQuery, headers }) => ({
        body: { params, path, rawQuery, accept: headers.accept },
      }),
      "GET /page": () => ({ headers: { "content-type": "text/html" }, body: "<p>a page</p>" }),
      "GET /broken": () => {
        throw new Error("a bug of the simulator");
      },
    },
    setScene(scene) {
      if (typeof scene !== "string") throw new SceneError('The scene of "probe" is a text');
      notes.set("scene", { text: scene, at: world.now() });
    },
    state: () => ({ notes: notes.size() }),
  };
}

/** A second vendor, to tell two apart. */
export const other = (world: World): Simulator => ({
  ...probe(world),
  name: "other",
});

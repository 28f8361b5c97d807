import { ConnectorError } from "../../connectors/connector-error";
import type { Entity } from "../../domain/entity";
import { success } from "../../domain/outcome";
import type { TaskText } from "../../domain/task";
import { activitiesWith } from "./fakes";
import { incident, ref, report, step } from "./samples";

describe("readIncident()", () => {
  it("answers the incident as Sentinel has it", async () => {
    const readIncident = jest.fn(async () => incident);
    const { activities } = activitiesWith({ sentinel: { readIncident } });

    expect(await activities.readIncident({ ref })).toEqual(success(incident));

    expect(readIncident.mock.calls).toEqual([[ref]]);
  });

  it("answers that there is none", async () => {
    const gone = new ConnectorError("sentinel", "not-found", "answered 404");
    const { activities } = activitiesWith({
      sentinel: { readIncident: () => Promise.reject(gone) },
    });

    expect(await activities.readIncident({ ref })).toMatchObject({
      ok: false,
      failure: { kind: "not-found" },
    });
  });
});

const addresses = (count: number): Entity[] =>
  Array.from({ length: count }, (_, index) => ({ kind: "Ip", address: `203.0.113.${index}` }));

describe("readEntities()", () => {
  it.each([
    [3, 0, 3, 0],
    [200, 0, 200, 0],
    [201, 0, 200, 1],
    [500, 17, 200, 317],
  ])("of %d, and %d that Sentinel held back, keeps %d and counts %d", async (...numbers) => {
    const [count, heldBack, kept, leftOut] = numbers;
    const entities = addresses(count);
    const { activities } = activitiesWith({
      sentinel: { readEntities: async () => ({ entities, leftOut: heldBack }) },
    });

    expect(await activities.readEntities({ ref })).toEqual(
      success({ entities: entities.slice(0, kept), leftOut }),
    );
  });
});

it("readEntities() answers page by page what is too large for one step, and counts the rest", async () => {
  const entities: Entity[] = Array.from({ length: 100 }, (_, index) => ({
    kind: "Url",
    url: `https://bad.zz/${index}/${"é".repeat(2_000)}`,
  }));
  const { activities } = activitiesWith({
    sentinel: { readEntities: async () => ({ entities, leftOut: 0 }) },
  });

  const read: Entity[] = [];
  let leftOut = 0;
  for (let from: number | undefined = 0; from !== undefined;) {
    const outcome = await activities.readEntities({ ref, from });
    expect(Buffer.byteLength(JSON.stringify(outcome))).toBeLessThan(16_384);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    read.push(...outcome.value.entities);
    ({ leftOut, next: from } = outcome.value);
  }

  expect(read).toEqual(entities.slice(0, read.length));
  expect(read.length).toBeGreaterThan(9);
  expect(read.length + leftOut).toBe(100);
});

describe("findIncidentOfAlert()", () => {
  it.each([[ref], [null]])("answers %j when Sentinel does", async (found) => {
    const findIncidentOfAlert = jest.fn(async () => found);
    const { activities } = activitiesWith({ sentinel: { findIncidentOfAlert } });
    const { name: _name, ...workspace } = ref;

    const outcome = await activities.findIncidentOfAlert({ workspace, systemAlertId: "alert-1" });

    expect(outcome).toEqual(success(found));
    expect(findIncidentOfAlert.mock.calls).toEqual([[workspace, "alert-1"]]);
  });
});

describe.each([
  ["takeIncident", { status: "Active", addLabels: ["durable-response"] }],
  [
    "closeIncident",
    { status: "Closed", close: { classification: "TruePositive", comment: "Contained" } },
  ],
] as const)("%s()", (name, { ...change }) => {
  const changed = { ...incident, status: change.status };
  const input = { step, ref, change: structuredClone(change) as never };

  it("answers the incident as it is then, once", async () => {
    const updateIncident = jest.fn(async () => changed);
    const { activities, ledger } = activitiesWith({ sentinel: { updateIncident } });

    const first = await activities[name](input);
    const repeat = await activities[name](input);

    expect([first, repeat]).toEqual([success(changed), success(changed)]);
    expect(updateIncident.mock.calls).toEqual([[ref, change]]);
    expect(await ledger.entry(step.key)).toMatchObject({
      state: "done",
      intent: { action: name, target: ref.name },
    });
  });

  it("changes it again when nobody knows whether it was changed", async () => {
    const lost = new ConnectorError("sentinel", "transient", "timeout", { mayHaveHappened: true });
    const updateIncident = jest.fn(async () => changed).mockRejectedValueOnce(lost);
    const { activities } = activitiesWith({ sentinel: { updateIncident } });

    await expect(activities[name](input)).rejects.toBe(lost);
    const outcome = await activities[name](input);

    expect(outcome).toEqual(success(changed));
    expect(updateIncident).toHaveBeenCalledTimes(2);
  });

  it("changes what an earlier run changed, because somebody may have changed it back", async () => {
    const updateIncident = jest.fn(async () => changed);
    const { activities } = activitiesWith({ sentinel: { updateIncident } });
    await activities[name](input);

    await activities[name]({ ...input, step: { ...step, at: "2026-03-08T10:00:00.000Z" } });

    expect(updateIncident).toHaveBeenCalledTimes(2);
  });
});

/** Sentinel's comments: one under each id. */
function comments() {
  const written = new Map<string, string>();
  const putComment = jest.fn(async (_ref: unknown, id: string, html: string) => {
    written.set(id, html);
  });
  const readComment = async (_ref: unknown, id: string) => written.get(id) ?? null;
  return { written, putComment, fakes: { sentinel: { putComment, readComment } } };
}

describe("addComment()", () => {
  it("writes the report under a GUID made from the step", async () => {
    const { written, fakes } = comments();
    const { activities } = activitiesWith(fakes);

    const outcome = await activities.addComment({ step, ref, report });

    const [[id, html] = ["", ""]] = written;
    expect(outcome).toEqual(success({ commentId: id }));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(html).toContain("malicious");
  });

  it("finds its comment after a write whose answer was lost, and does not write again", async () => {
    const { written, putComment, fakes } = comments();
    const lost = new ConnectorError("sentinel", "transient", "timeout", { mayHaveHappened: true });
    putComment.mockImplementationOnce(async (_ref, id, html) => {
      written.set(id, html);
      throw lost;
    });
    const { activities } = activitiesWith(fakes);

    await expect(activities.addComment({ step, ref, report })).rejects.toBe(lost);
    const outcome = await activities.addComment({ step, ref, report });

    expect(outcome).toEqual(success({ commentId: [...written.keys()][0] }));
    expect(putComment).toHaveBeenCalledTimes(1);
  });

  it("writes different steps under different ids", async () => {
    const { written, fakes } = comments();
    const { activities } = activitiesWith(fakes);

    await activities.addComment({ step, ref, report });
    await activities.addComment({ step: { ...step, key: "run-2/step" }, ref, report });

    expect(written.size).toBe(2);
  });
});

describe("addTask()", () => {
  const task = { title: "Ask <Alex>", description: "Look at https://bad.example/x\n<b>now</b>" };

  it("adds what a person is to do, as text and without links, once", async () => {
    const written = new Map<string, TaskText>();
    const putTask = jest.fn(async (_ref: unknown, id: string, text: TaskText) => {
      written.set(id, text);
    });
    const readTask = async (_ref: unknown, id: string) =>
      written.has(id) ? { isDone: false } : null;
    const { activities } = activitiesWith({ sentinel: { putTask, readTask } });

    const first = await activities.addTask({ step, ref, task });
    const second = await activities.addTask({ step, ref, task });

    expect(second).toEqual(first);
    expect([...written]).toEqual([
      [
        expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/),
        {
          title: "Ask <Alex>",
          description: "Look at hxxps://bad[.]example/x<br>&lt;b&gt;now&lt;/b&gt;",
        },
      ],
    ]);
    expect(putTask).toHaveBeenCalledTimes(1);
  });

  it("does not open again what somebody has done", async () => {
    const readTask = async () => ({ isDone: true });
    const { activities } = activitiesWith({ sentinel: { readTask } });

    await expect(activities.addTask({ step, ref, task })).resolves.toMatchObject({ ok: true });
  });
});

import type { Case, Stage } from "../case";
import { fields, same } from "../matching";
import { does } from "../shapes";

const rule = "14 callHttp";

/** A case: an orchestration that makes one call of the vendor. */
const calls = (
  title: string,
  path: (stage: Stage) => string,
  options: object,
  expected: { status: number; content: unknown; kind: string | null; seconds: number },
): Case =>
  does(rule, title, async (stage) => {
    const id = await stage.start("http", { url: stage.vendor.url + path(stage), ...options });
    const { output } = await stage.host.finish(id);
    if (typeof output === "string") throw new Error(output);
    const got = output as { content: string };
    fields({ ...got, content: JSON.parse(got.content) as unknown }, expected);
  });

export const httpCases: Case[] = [
  calls(
    "An answer with status, content and headers",
    () => "/hello",
    {},
    {
      status: 200,
      content: { hello: "there" },
      kind: "plain",
      seconds: 0,
    },
  ),
  calls(
    "A 404 is an answer",
    () => "/missing",
    {},
    {
      status: 404,
      content: { missing: true },
      kind: null,
      seconds: 0,
    },
  ),
  calls(
    "A 202 is asked again after Retry-After",
    ({ mode }) => `/job/${encodeURIComponent(mode)}`,
    {},
    {
      status: 200,
      content: { job: "done" },
      kind: null,
      seconds: 14,
    },
  ),
  calls(
    "A 202 is the answer when polling is off",
    ({ mode }) => `/job/unpolled-${encodeURIComponent(mode)}`,
    { enablePolling: false },
    { status: 202, content: {}, kind: null, seconds: 0 },
  ),
  does(rule, "No answer fails", async ({ start, host }) => {
    const id = await start("http", { url: "http://127.0.0.1:1/" });
    const { runtimeStatus, output } = await host.finish(id);
    same("status", runtimeStatus, "Failed");
    same("output", output, /BuiltIn::HttpActivity/);
  }),
];

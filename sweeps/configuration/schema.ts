import { z } from "zod";
import { missingOf, mysql, postgresql, sqlServer } from "./databases";
import { files } from "./files";

const source = z
  .discriminatedUnion("kind", [files, sqlServer, postgresql, mysql])
  .superRefine((one, context) => {
    if (one.kind === "files") return;
    for (const [key, message] of missingOf(one)) {
      context.addIssue({ code: "custom", path: [key], message });
    }
  });

export const sweeps = z.strictObject({
  $schema: z.string().exactOptional().describe("For editors."),
  sources: z
    .array(source)
    .min(1)
    .max(200)
    .superRefine((all, context) => {
      for (const [index, { name }] of all.entries()) {
        if (all.findIndex((one) => one.name === name) === index) continue;
        const message = `Another source is called "${name}": the ledger could not tell them apart`;
        context.addIssue({ code: "custom", path: [index, "name"], message });
      }
    })
    .describe("What is swept."),
});

/** A source of `sweeps.json`, with everything that was left out filled in. */
export type SweepSource = z.infer<typeof source>;
export type FilesSource = Extract<SweepSource, { kind: "files" }>;
export type DatabaseSource = Exclude<SweepSource, FilesSource>;
export type SweepLimits = SweepSource["limits"];

/**
 * What `sweeps.schema.json` holds, for editors. After a change, from the built app:
 * `node -p 'JSON.stringify(require("./dist/sweeps/configuration").sweepsJsonSchema(), null, 2)' > sweeps.schema.json`
 */
export const sweepsJsonSchema = (): object => ({
  ...z.toJSONSchema(sweeps, { target: "draft-7", io: "input" }),
  title: "What Durable Response sweeps",
});

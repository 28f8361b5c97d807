import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificate, sqlLogin } from "../../../simulators/sql-server/server";
import type { DatabaseSource } from "../../../sweeps/configuration";
import { checkSweeps } from "../../../sweeps/configuration";
import { openDatabase } from "../../../sweeps/databases";
import type { LogRecord } from "../../../sweeps/log-record";
import type { Progress, ReadResult } from "../../../sweeps/reader";
import { temporaryFolder } from "../../support/temporary-folder";

/** A source as `sweeps.json` declares it, over the simulated SQL Server unless it says otherwise. */
export function sourceOf(port: number, more: object): DatabaseSource {
  const ca = join(temporaryFolder(), "ca.pem");
  writeFileSync(ca, certificate);
  const source = {
    name: "erp",
    kind: "sql-server",
    server: "localhost",
    port,
    database: "logs",
    tls: { ca },
    login: { kind: "sql", userSecretName: "user", passwordSecretName: "password" },
    backfill: "start",
    ...more,
  };
  const checked = checkSweeps(JSON.stringify({ sources: [source] }));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.sources[0] as DatabaseSource;
}

export const logIn = { user: sqlLogin.user, password: sqlLogin.password };

/** Reads a source again and again, each read going on from the one before, over JSON. */
export async function readingOf<T>(
  source: DatabaseSource,
  pick: (record: LogRecord) => T,
  secrets: { user: string; password: string } = logIn,
) {
  const forgotten: string[] = [];
  const reader = await openDatabase(source, {
    secret: async (name) => secrets[name as keyof typeof secrets],
    forget: (name) => void forgotten.push(name),
    token: async () => "entra-test-token",
  });
  let cursor: unknown;
  return {
    forgotten,
    close: () => reader.close(),
    cursor: () => cursor,
    goBack: (to: unknown) => void (cursor = to),
    async read(
      isEnough: (read: Progress) => boolean = () => false,
      now = new Date("2026-01-02T04:00:00Z"),
    ): Promise<{ picked: T[]; result: ReadResult }> {
      const picked: T[] = [];
      const result = await reader.read({
        cursor,
        sink: (record) => picked.push(pick(record)),
        isEnough,
        signal: new AbortController().signal,
        now,
      });
      cursor = JSON.parse(JSON.stringify(result.cursor));
      return { picked, result };
    },
  };
}

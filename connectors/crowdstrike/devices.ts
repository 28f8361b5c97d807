import type { Falcon } from "./client";
import { type Device, devicesResponse } from "./schema";

/** What Falcon knows of hosts; those that it has no more are left out. */
export async function devicesAt({ reading }: Falcon, ids: string[]): Promise<Device[]> {
  if (ids.length === 0) return [];
  const { resources } = await reading.read(devicesResponse, {
    method: "POST",
    path: "/devices/entities/devices/v2",
    body: { ids },
  });
  return resources.filter(({ device_id: id }) => ids.includes(id));
}

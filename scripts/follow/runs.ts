/** A run as the list of the management API shows it, the part that we read. */
interface ListedRun {
  name: string;
  instanceId: string;
  createdTime: string;
  input: { hint?: { title?: string } } | null;
}

/** A run that was going on before we came. */
export interface EarlierRun {
  instanceId: string;
  title: string;
  statusQueryGetUri: string;
}

/** The responses that go on in the host, the oldest first. */
export const runsGoingOn = (hostUrl: string): Promise<EarlierRun[]> =>
  runsOf(hostUrl, "runtimeStatus=Running,Pending");

/** The responses that began at a time or later, the oldest first. */
export const runsSince = (hostUrl: string, time: Date): Promise<EarlierRun[]> =>
  runsOf(hostUrl, `createdTimeFrom=${time.toISOString()}`);

async function runsOf(hostUrl: string, query: string): Promise<EarlierRun[]> {
  const instances = `${hostUrl}/runtime/webhooks/durabletask/instances`;
  const response = await fetch(`${instances}?${query}&showInput=true`);
  if (!response.ok) throw new Error(`The host answers ${response.status} for its list of runs`);
  return ((await response.json()) as ListedRun[])
    .filter(({ name }) => name === "respondToIncident")
    .toSorted((a, b) => a.createdTime.localeCompare(b.createdTime))
    .map(({ instanceId, input }) => ({
      instanceId,
      title: input?.hint?.title ?? "no title in the trigger",
      statusQueryGetUri: `${instances}/${encodeURIComponent(instanceId)}?showInput=false`,
    }));
}

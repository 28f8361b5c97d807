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
export async function runsGoingOn(hostUrl: string): Promise<EarlierRun[]> {
  const instances = `${hostUrl}/runtime/webhooks/durabletask/instances`;
  const response = await fetch(`${instances}?runtimeStatus=Running,Pending&showInput=true`);
  if (!response.ok) throw new Error(`The host answers ${response.status} for its list of runs`);
  return ((await response.json()) as ListedRun[])
    .filter(({ name }) => name === "respondToIncident")
    .toSorted((a, b) => a.createdTime.localeCompare(b.createdTime))
    .map(({ instanceId, input }) => ({
      instanceId,
      title: input?.hint?.title ?? "no title in the trigger",
      statusQueryGetUri: `${instances}/${instanceId}?showInput=false`,
    }));
}

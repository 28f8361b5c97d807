import type { Handler, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { ec2Operations } from "./ec2";
import { settledRow } from "./ec2-power";
import { publishedAcl } from "./ec2-acls";
import { publishedGroups, publishedInstances } from "./ec2-rows";
import type { Ec2Tables } from "./ec2-tables";
import { allow, identify, throttle } from "./gate";
import { type RoleRow, publishedRoles, roleOperations } from "./iam-roles";
import { type UserRow, publishedUsers, userOperations } from "./iam-users";
import { findingsOf } from "./findings";
import { restRoutes } from "./rest";
import {
  Problem,
  SERVICES,
  type RestService,
  type Service,
  answerOf,
  problemAnswer,
} from "./problem";
import { accountId } from "./published";
import { type IpSet, type Settings, sceneOf, usual } from "./scene";
import { type Session, assumeRoleWithWebIdentity } from "./sts";
import { publishedSets, wafOperations } from "./waf";

const versions: Partial<Record<Service, string>> = {
  sts: "2011-06-15",
  iam: "2010-05-08",
  ec2: "2016-11-15",
};
const wafTarget = "AWSWAF_20190729.";

type Operations = Readonly<
  Record<string, (input: never, region: string, sessionName: string) => object | undefined>
>;

/**
 * One account of AWS: STS, IAM and EC2 (query protocol), WAF (JSON), GuardDuty and Security Hub (REST). Each service is below a path of its
 * own: https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export const aws: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const sessions: Table<Session> = world.table("sessions");
  const ipSets: Table<IpSet> = world.table("ip-sets");
  const settings = (): Settings => settingsTable.get("settings") ?? usual;
  const set = (changed: Partial<Settings>) =>
    settingsTable.set("settings", { ...settings(), ...changed });
  const users: Table<UserRow> = world.table("users");
  const roles: Table<RoleRow> = world.table("roles");
  const ec2: Ec2Tables = {
    instances: world.table("instances"),
    groups: world.table("security-groups"),
    snapshots: world.table("snapshots"),
    acls: world.table("network-acls"),
  };
  if (ec2.instances.size() === 0) {
    for (const one of publishedInstances) ec2.instances.set(one.InstanceId, one);
    ec2.acls.set(publishedAcl.NetworkAclId, publishedAcl);
    for (const one of publishedGroups) ec2.groups.set(one.GroupId, one);
  }
  if (ipSets.size() === 0) for (const one of publishedSets) ipSets.set(one.Id, one);
  if (users.size() === 0) for (const one of publishedUsers) users.set(one.UserName, one);
  if (roles.size() === 0) for (const one of publishedRoles) roles.set(one.RoleName, one);

  const findings = findingsOf(world, settings);

  let minute = { startedAt: 0, count: 0 };
  function count(service: Service | RestService): void {
    if (world.now() >= minute.startedAt + 60_000) minute = { startedAt: world.now(), count: 0 };
    minute.count += 1;
    if (minute.count > settings().requestsPerMinute) throw throttle(service);
  }

  function isOvertaken(): boolean {
    const { lostRaces } = settings();
    if (lostRaces > 0) set({ lostRaces: lostRaces - 1 });
    return lostRaces > 0;
  }

  const operations: Record<Service, Operations> = {
    sts: {
      AssumeRoleWithWebIdentity: (form: URLSearchParams) =>
        assumeRoleWithWebIdentity(form, settings(), sessions, world.now()),
      GetCallerIdentity: (_: URLSearchParams, __: string, sessionName: string) => ({
        Arn: `arn:aws:sts::${accountId}:assumed-role/soar-response/${sessionName}`,
        UserId: `AROASIMULATEDROLE0001:${sessionName}`,
        Account: accountId,
      }),
    },
    iam: { ...userOperations(users), ...roleOperations(roles) },
    ec2: ec2Operations(
      world,
      ec2,
      () => settings().snapshotSeconds,
      () => settings().powerSeconds,
      isOvertaken,
    ),
    wafv2: wafOperations(ipSets, isOvertaken),
  };

  function act(service: Service, request: SimulatedRequest): object | undefined {
    const operation = operationIn(request) ?? "";
    const input = service === "wafv2" ? request.json : formIn(request);
    const isUnsigned = service === "sts" && operation === "AssumeRoleWithWebIdentity";
    const who = isUnsigned ? undefined : identify(world, service, request, sessions);
    count(service);
    const known = operations[service][operation];
    if (
      !known ||
      (input instanceof URLSearchParams && input.get("Version") !== versions[service])
    ) {
      const message = `Could not find operation ${operation} for version ${input instanceof URLSearchParams ? input.get("Version") : "2019-07-29"}`;
      throw new Problem(
        service === "wafv2" ? "UnknownOperationException" : "InvalidAction",
        message,
      );
    }
    if (who) allow(service, operation, settings(), who.session);
    return known(input as never, who?.region ?? "", who?.session.sessionName ?? "");
  }

  const restOperations: Record<RestService, Operations> = findings.operations;

  function actRest(
    service: RestService,
    operation: string,
    request: SimulatedRequest,
    input: object,
  ): object | undefined {
    const { region, session } = identify(world, service, request, sessions);
    count(service);
    allow(service, operation, settings(), session);
    return restOperations[service][operation]!(input as never, region, session.sessionName);
  }

  const handle =
    (service: Service): Handler =>
    (request) => {
      try {
        const result = act(service, request);
        return answerOf(service, operationIn(request)!, result);
      } catch (error) {
        if (error instanceof Problem) return problemAnswer(service, error);
        throw error;
      }
    };

  return {
    name: "aws",
    secrets: ["WebIdentityToken"],
    operationOf: operationIn,
    routes: {
      ...Object.fromEntries(SERVICES.map((service) => [`POST /${service}/`, handle(service)])),
      ...restRoutes(actRest),
    },
    setScene(value) {
      const { ipSets: changed = [], users: people = [], roles: all = [], ...more } = sceneOf(value);
      const { instances = [], acls = [], guardDuty: ones, hub: others, ...rest } = more;
      findings.set({ ...(ones && { guardDuty: ones }), ...(others && { hub: others }) });
      for (const one of acls) {
        ec2.acls.set(one.NetworkAclId, { ...ec2.acls.get(one.NetworkAclId)!, ...one });
      }
      for (const one of instances) {
        ec2.instances.set(one.InstanceId, { ...ec2.instances.get(one.InstanceId)!, ...one });
      }
      set(rest);
      for (const one of changed) ipSets.set(one.Id, { ...ipSets.get(one.Id)!, ...one });
      for (const one of people) users.set(one.UserName, { ...users.get(one.UserName)!, ...one });
      for (const one of all) roles.set(one.RoleName, { ...roles.get(one.RoleName)!, ...one });
    },
    state: () => ({
      ...settings(),
      sessions: sessions.size(),
      ipSets: ipSets.rows(),
      users: users.rows(),
      roles: roles.rows(),
      instances: ec2.instances.rows().map((row) => settledRow(world.now(), row)),
      snapshots: ec2.snapshots.rows(),
      acls: ec2.acls.rows(),
      ...findings.state(),
    }),
  };
};

const formIn = ({ body }: Pick<SimulatedRequest, "body">): URLSearchParams =>
  new URLSearchParams(body.toString("utf8"));

function operationIn(request: Pick<SimulatedRequest, "headers" | "body">): string | undefined {
  const target = request.headers["x-amz-target"];
  if (target !== undefined)
    return target.startsWith(wafTarget) ? target.slice(wafTarget.length) : target;
  return formIn(request).get("Action") ?? undefined;
}

import type { Answer, Routes, SimulatedRequest, Table } from "../simulator";
import { membersOf } from "./addresses";
import { done, failed, found } from "./envelope";
import type { Settings } from "./scene";

export interface Group {
  name: string;
  members: string[];
}

const path = "/api/v2/cmdb/firewall/addrgrp/{name}";

/** Address groups, and their members one by one: `cmdb/firewall/addrgrp/{name}/member`. */
export function groupRoutes(
  groups: Table<Group>,
  isAddress: (name: string) => boolean,
  settings: () => Settings,
): Routes {
  const within =
    (act: (request: SimulatedRequest, group: Group) => Answer) =>
    (request: SimulatedRequest): Answer => {
      const group = groups.get(request.params["name"] ?? "");
      return group ? act(request, group) : failed(request, "notFound");
    };

  const join = within((request, { name, members }) => {
    const { name: member } = membersOf(request);
    if (typeof member !== "string" || !isAddress(member)) {
      return failed(request, "notFound", `entry not found in datasource: ${String(member)}`);
    }
    if (members.includes(member)) return failed(request, "duplicate", `${member} exists`);
    if (members.length >= settings().mostMembers) return failed(request, "tooMany");
    groups.set(name, { name, members: [...members, member] });
    return done(request, member);
  });

  const leave = within((request, { name, members }) => {
    const { member = "" } = request.params;
    if (!members.includes(member)) return failed(request, "notFound");
    const left = members.filter((one) => one !== member);
    if (left.length === 0 && !settings().emptyGroups) {
      return failed(request, "empty", "member is empty");
    }
    groups.set(name, { name, members: left });
    return done(request, member);
  });

  return {
    [`GET ${path}`]: within((request, { name, members }) =>
      found(request, [
        { name, type: "default", member: members.map((one) => ({ name: one, q_origin_key: one })) },
      ]),
    ),
    [`POST ${path}/member`]: join,
    [`DELETE ${path}/member/{member}`]: leave,
  };
}

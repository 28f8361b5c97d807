import type { Answer, Handler, Routes, SimulatedRequest, Table, World } from "../simulator";
import { isRecord } from "../simulator";
import { checkCloudToken } from "./federation";
import { FilterError, filterOf } from "./finding-filter";
import { googleError } from "./google-error";
import { by, shown, valuesOf } from "./finding-answer";
import { markingOf } from "./security-marks";
import type { Finding, Settings } from "./scene";

const source = "/scc/v2/{kind}/{parent}/sources/{source}";
const located = `${source}/locations/{location}`;
const statuses = ["ACTIVE", "INACTIVE"];
const mutes = ["MUTED", "UNMUTED"];

/** Security Command Center, v2: https://cloud.google.com/security-command-center/docs/reference/rest/v2 */
export function findings(world: World, rows: Table<Finding>, settings: () => Settings): Routes {
  let window = { startedAt: 0, count: 0 };

  const behind =
    (permission: string, act: Handler): Handler =>
    (request) =>
      checkCloudToken(request, world, settings()) ??
      denied(permission, request) ??
      throttled() ??
      act(request);

  function denied(permission: string, { params }: SimulatedRequest): Answer | undefined {
    const parent = `${params["kind"]}/${params["parent"]}`;
    const { denied: lacking, sccParents } = settings();
    if (!lacking.includes(permission) && sccParents.includes(parent)) return undefined;
    const message = `Permission '${permission}' denied on resource '//securitycenter.googleapis.com/${parent}' (or it may not exist).`;
    return googleError(403, message, "IAM_PERMISSION_DENIED");
  }

  function throttled(): Answer | undefined {
    const now = world.now();
    if (now >= window.startedAt + 60_000) window = { startedAt: now, count: 0 };
    window = { ...window, count: window.count + 1 };
    if (window.count <= settings().sccPerMinute) return undefined;
    const message =
      "Quota exceeded for quota metric 'API Requests' and limit 'API Requests per minute per organization' of service 'securitycenter.googleapis.com'.";
    return googleError(429, message, "RATE_LIMIT_EXCEEDED");
  }

  function list({ params, query }: SimulatedRequest): Answer {
    const { kind, parent, source: of, location = "global" } = params;
    const size = Number(query.get("pageSize") ?? 10);
    if (!(Number.isInteger(size) && size >= 1 && size <= 1_000)) {
      return googleError(400, "page_size must be between 1 and 1000.");
    }
    const order = query.get("orderBy") ?? "name";
    if (!/^(name|event_time)( desc)?$/.test(order)) return googleError(400, "Invalid order_by.");
    const from = Number(query.get("pageToken") || 0);
    if (!Number.isInteger(from)) return googleError(400, "Invalid page_token.");
    try {
      const fits = filterOf(query.get("filter") ?? "");
      const found = rows
        .rows()
        .filter(({ name }) => {
          const [inKind, inParent, , inSource, , inLocation] = name.split("/");
          const isHere = inKind === kind && inParent === parent && inLocation === location;
          return isHere && (of === "-" || inSource === of);
        })
        .filter((row) => fits(valuesOf(row)))
        .toSorted(by(order));
      const next = from + size;
      if (found.length === 0) return { body: {} };
      return {
        body: {
          listFindingsResults: found
            .slice(from, next)
            .map((row) => ({ finding: shown(row), resource: { name: row.resourceName } })),
          ...(next < found.length && { nextPageToken: String(next) }),
          totalSize: found.length,
        },
      };
    } catch (error) {
      if (error instanceof FilterError) return googleError(400, error.message);
      throw error;
    }
  }

  function find({ path }: SimulatedRequest): Finding | undefined {
    const name = path.replace(/^\/scc\/v2\//, "").replace(/:\w+$|\/securityMarks$/, "");
    return rows.get(
      name.includes("/locations/")
        ? name
        : name.replace("/findings/", "/locations/global/findings/"),
    );
  }

  /** `setState` and `setMute`: of a finding that has it already neither is an error. */
  function set(request: SimulatedRequest): Answer {
    const [, verb] = /:(\w+)$/.exec(request.path) ?? [];
    const member = verb === "setState" ? "state" : "mute";
    if (verb !== "setState" && verb !== "setMute") return googleError(404, "Method not found.");
    const body = isRecord(request.json) ? request.json : {};
    const unknown = Object.keys(body).find((name) => name !== member);
    if (unknown !== undefined) {
      const message = `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`;
      return googleError(400, message);
    }
    const value = String(body[member]);
    if (!(member === "state" ? statuses : mutes).includes(value)) {
      return googleError(400, `Invalid value at '${member}'.`);
    }
    const finding = find(request);
    if (!finding) return missing;
    const changed: Finding = { ...finding, [member]: value };
    rows.set(finding.name, changed);
    return { body: shown(changed) };
  }

  function mark(request: SimulatedRequest): Answer {
    const read = markingOf(request);
    if ("refusal" in read) return read.refusal;
    const finding = find(request);
    if (!finding) return missing;
    const marks = read.apply(finding.marks);
    rows.set(finding.name, { ...finding, marks, markings: finding.markings + 1 });
    return { body: { name: `${finding.name}/securityMarks`, marks } };
  }

  const permissionOf: Handler = (request) =>
    behind(
      request.path.endsWith(":setMute")
        ? "securitycenter.findings.setMute"
        : "securitycenter.findings.setState",
      set,
    )(request);
  return Object.fromEntries(
    [source, located].flatMap((at) => [
      [`GET ${at}/findings`, behind("securitycenter.findings.list", list)],
      [`POST ${at}/findings/{finding}`, permissionOf],
      [
        `PATCH ${at}/findings/{finding}/securityMarks`,
        behind("securitycenter.findingsecuritymarks.update", mark),
      ],
    ]),
  );
}

const missing = googleError(404, "Requested entity was not found.");

import type { Answer, Handler, Routes, SimulatedRequest, Simulator, World } from "../simulator";
import { cloudId, createGate } from "./auth";
import { createChildren } from "./children";
import type { View } from "./issue";
import { createIssueApi } from "./issue-api";
import { createLimits } from "./limits";
import { createMetadata } from "./metadata";
import { noResource, removedSearch } from "./refusals";
import { type Scene, parseScene } from "./scene";
import { createSearch } from "./search";
import { openStore } from "./store";
import { createTransitionApi } from "./transition-api";

type Api = (request: SimulatedRequest, view: View) => Answer;

interface Rules {
  /** Where it is: both deployments when left out. */
  only?: Scene["deployment"];
  /** What nobody in particular gets, on a site that lets them read. */
  anonymous?: Answer;
}

/** One site of Jira Cloud, or one Data Center, with the project SEC; and the token endpoint of Atlassian. */
export function jira(world: World): Simulator {
  const scenes = world.table<Scene>("scene");
  const scene = (): Scene => scenes.get("scene") ?? {};
  const deployment = () => scene().deployment ?? "cloud";
  const store = openStore(world);
  const gate = createGate(world, scene);
  const limits = createLimits(world, scene);
  const search = createSearch(world, store, scene);
  const issues = createIssueApi(world, store, scene);
  const transitions = createTransitionApi(world, store, scene, issues.issueOf);
  const children = createChildren(store, scene, issues.issueOf);
  const metadata = createMetadata(scene);

  /** What is there at all, then who asks, then how often; only then what is asked. */
  const guarded = (version: string, root: string, api: Api, rules: Rules): Handler =>
    function answer(request) {
      const isElsewhere = rules.only !== undefined && rules.only !== deployment();
      const isCloudOnly = version === "3" || request.params.cloudId !== undefined;
      if (isElsewhere || (isCloudOnly && deployment() === "data-center")) return noResource();
      const refused = gate.check(request);
      if (refused) return (scene().isOpenToAnonymous && rules.anonymous) || refused;
      const limited = limits.onCall() ?? writeLimit(request);
      if (limited) return limited;
      const prefix = request.params.cloudId === undefined ? "" : `/ex/jira/${cloudId}`;
      return api(request, { version, api: `${world.url()}${prefix}${root}` });
    };

  function writeLimit(request: SimulatedRequest): Answer | undefined {
    const { id } = request.params;
    return id === undefined || request.method === "GET"
      ? undefined
      : limits.onWrite(store.find(id)?.id ?? id);
  }

  function routesOf(prefix: string, version: string): Routes {
    const root = `/rest/api/${version}`;
    const nothing = { body: { issues: [], isLast: true } };
    const table: [string, string, Api, Rules?][] = [
      ["GET", "/myself", metadata.myself],
      ["GET", "/issue/createmeta/{project}/issuetypes", metadata.issueTypes],
      ["GET", "/issue/createmeta/{project}/issuetypes/{type}", metadata.fields],
      ["POST", "/issue/bulkfetch", search.byKeys, { only: "cloud", anonymous: nothing }],
      ["POST", "/search/jql", search.byCursor, { only: "cloud", anonymous: nothing }],
      ["GET", "/search", searchOf],
      ["POST", "/search", searchOf],
      ["POST", "/issue", issues.create],
      ["GET", "/issue/{id}", issues.read],
      ["PUT", "/issue/{id}", issues.edit],
      ["GET", "/issue/{id}/transitions", transitions.offer],
      ["POST", "/issue/{id}/transitions", transitions.move],
      ["GET", "/issue/{id}/properties/{propertyKey}", issues.readProperty],
      ["PUT", "/issue/{id}/properties/{propertyKey}", issues.writeProperty],
      ["GET", "/issue/{id}/comment", children.comments],
      ["POST", "/issue/{id}/comment", children.addComment],
      ["GET", "/issue/{id}/remotelink", children.links],
      ["POST", "/issue/{id}/remotelink", children.link],
    ];
    return Object.fromEntries(
      table.map(([method, path, api, rules = {}]) => [
        `${method} ${prefix}${root}${path}`,
        guarded(version, root, api, rules),
      ]),
    );
  }

  function searchOf(request: SimulatedRequest, view: View): Answer {
    if (deployment() === "cloud") return removedSearch();
    if (request.method === "POST") return search.byOffset(request, view);
    const { jql, startAt, maxResults, fields } = Object.fromEntries(request.query);
    const json = {
      ...(jql !== undefined && { jql }),
      ...(startAt !== undefined && { startAt: Number(startAt) }),
      ...(maxResults !== undefined && { maxResults: Number(maxResults) }),
      ...(fields !== undefined && { fields: fields.split(",") }),
    };
    return search.byOffset({ ...request, json }, view);
  }

  return {
    name: "jira",
    routes: {
      ...routesOf("", "3"),
      ...routesOf("", "2"),
      ...routesOf("/ex/jira/{cloudId}", "3"),
      ...routesOf("/ex/jira/{cloudId}", "2"),
      "GET /_edge/tenant_info": () => ({ body: { cloudId } }),
      "POST /oauth/token": (request) => gate.issue(request),
    },
    setScene(input) {
      const { issues: rows = [], ...rest } = parseScene(input);
      scenes.set("scene", { ...scene(), ...rest });
      for (const row of rows) store.put(row);
    },
    state: () => ({
      ...scene(),
      issues: store.issues().map((issue) => ({
        ...issue,
        comments: store.comments(issue),
        links: store.links(issue),
      })),
    }),
  };
}

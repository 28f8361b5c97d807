import type { Correlator } from "./correlator";
import type { Episode } from "./episode";
import { isUntimed } from "./group-key";
import type { Hosts } from "./hosts";
import type { Occurrence } from "./occurrence";
import { type Group, type Track, drop, dropGroup, forget } from "./track";

/**
 * Forgets what is too old, by the clock of its host, for a record to come that belongs to it. Answers how many findings
 * closed.
 */
export function forgetOld(rule: Correlator, track: Track, hosts: Hosts, lateness: number): number {
  let closed = 0;
  const isOld = (host: number, time: number): boolean =>
    hosts.clock(host) > time + rule.timespan + lateness;
  for (const group of track.groups.values()) {
    if (isUntimed(group.key)) continue;
    for (let at: Occurrence | undefined = group.head; at; at = at.older)
      if (isOld(at.host, at.time)) drop(track, group, at);
    if (group.episodes.some(({ host, last }) => isOld(host, last))) {
      const open = group.episodes.filter(({ host, last }) => !isOld(host, last));
      closed += group.episodes.length - open.length;
      group.episodes = open;
    }
    if (!group.head && group.episodes.length === 0) forget(track, group);
  }
  return closed;
}

export interface Room {
  groups: number;
  waiting: number;
}

/** Forgets the groups to which nothing came for longest, by the order of records and not by any clock; answers them. */
export function forgetGroups(track: Track, most: Room): Group[] {
  const isEnough = (): boolean => track.groups.size <= most.groups && track.waiting <= most.waiting;
  const gone: Group[] = [];
  while (!isEnough()) {
    for (const group of quietest(track, Math.max(1, track.groups.size - most.groups))) {
      if (isEnough()) break;
      dropGroup(track, group);
      gone.push(group);
    }
    track.forgetful = true;
  }
  return gone;
}

/** So many groups, those to which nothing came for longest, in this order. To sort them all would cost more than they did. */
function quietest({ groups }: Track, count: number): Group[] {
  const touched = Float64Array.from(groups.values(), (group) => group.touched).toSorted();
  const latest = touched[count - 1]!;
  return [...groups.values()]
    .filter((group) => group.touched <= latest)
    .toSorted((one, other) => one.touched - other.touched);
}

/** Takes the findings out to which nothing came for longest, until so many are left; answers those, and how many are. */
export function closeOldest(tracks: ReadonlyMap<Correlator, Track>, most: number) {
  const open: { rule: Correlator; group: Group; episode: Episode }[] = [];
  for (const [rule, { groups }] of tracks)
    for (const group of groups.values())
      for (const episode of group.episodes) open.push({ rule, group, episode });
  const surplus = Math.max(0, open.length - most);
  const closed = open
    .toSorted((one, other) => one.episode.seq - other.episode.seq)
    .slice(0, surplus);
  for (const { group, episode } of closed)
    group.episodes = group.episodes.filter((other) => other !== episode);
  return {
    closed: closed.map((one) => ({ ...one, group: one.group.key })),
    left: open.length - surplus,
  };
}

/** The hosts that anything remembered is of. */
export function hostsReferred(tracks: Iterable<Track>): Set<number> {
  const hosts = new Set<number>();
  for (const { groups } of tracks)
    for (const { head, episodes } of groups.values()) {
      for (const { host } of episodes) hosts.add(host);
      for (let at = head; at; at = at.older) hosts.add(at.host);
    }
  return hosts;
}

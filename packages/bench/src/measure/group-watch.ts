import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';

/** Looks that are far enough apart not to be felt by what they look at. */
const LOOK_EVERY_MS = 250;
const JOIN_LOOK_EVERY_MS = 10;
const JOIN_TIMEOUT_MS = 60_000;
const STALL_TIMEOUT_MS = 60_000;

/** Waits until the group has a member with partitions; when that was seen, milliseconds since 1970. */
export async function untilJoined(admin: Admin, groupId: string, alive: () => void): Promise<number> {
  for (const deadline = Date.now() + JOIN_TIMEOUT_MS; Date.now() < deadline; ) {
    alive();
    const { groups } = await admin.describeGroups([groupId]);
    if (groups[0]?.state === 'Stable') return Date.now();
    await pause(JOIN_LOOK_EVERY_MS);
  }
  throw new Error(`nobody joined ${groupId} in ${JOIN_TIMEOUT_MS / 1_000} s`);
}

/**
 * Waits until everything on these topics is committed by the group, all of them at the same time. What is written to a
 * topic before an input of it is committed is seen, so a chain of topics is done when this returns.
 * Throws when nothing moves any more.
 */
export async function untilConsumed(
  admin: Admin,
  groupId: string,
  topics: readonly string[],
  alive: () => void,
): Promise<void> {
  let movedAt = Date.now();
  let reached = -1;
  for (;;) {
    alive();
    const committed = await committedOn(admin, groupId, topics);
    // Ends are looked up after the commits: what was announced before a commit is among them.
    const ends = await endsOf(admin, topics);
    if (committed === ends) return;
    if (committed !== reached) {
      reached = committed;
      movedAt = Date.now();
    }
    if (Date.now() - movedAt > STALL_TIMEOUT_MS)
      throw new Error(`${groupId} stands still at ${committed} of ${ends} messages`);
    await pause(LOOK_EVERY_MS);
  }
}

async function committedOn(admin: Admin, groupId: string, topics: readonly string[]): Promise<number> {
  const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const all = offsets.flatMap(({ partitions }) => partitions.map(({ offset }) => Number(offset)));
  return all.reduce((sum, offset) => sum + Math.max(0, offset), 0);
}

/** Messages on these topics, all partitions; none of them must ever have been deleted. */
export async function endsOf(admin: Admin, topics: readonly string[]): Promise<number> {
  const offsets = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  return offsets.flat().reduce((sum, { high }) => sum + Number(high), 0);
}

/** Takes the positions of a group away, if it has any; nobody may be in it. */
export async function forgetGroup(admin: Admin, groupId: string): Promise<void> {
  const { groups } = await admin.listGroups();
  if (groups.some((group) => group.groupId === groupId)) await admin.deleteGroups([groupId]);
}

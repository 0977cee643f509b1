import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';

/**
 * Gives equal partitions of all topics to the same member: partition 3 of every topic goes together, so that what is
 * keyed alike meets in one process. kafkajs itself has only a round-robin over all of them. Stateless and even: members
 * are taken in the order of their ids, partition p goes to member p modulo their number. Most partitions move when a
 * member comes or goes.
 *
 * A member that wants all of them gets all of them: whoever is the leader of the group gives nothing to the others.
 */
export const coPartitioning: PartitionAssigner = assigner(Buffer.alloc(0));

/** The same for a member that wants all partitions for itself. */
export const allForOne: PartitionAssigner = assigner(Buffer.from('all'));

function assigner(userData: Buffer): PartitionAssigner {
  return ({ cluster }) => ({
    name: 'CoPartitioning',
    version: 1,

    async assign({ members, topics }) {
      const ids = members.map(({ memberId }) => memberId).sort();
      const greedy = members
        .filter(({ memberMetadata }) => wantsAll(memberMetadata))
        .map((one) => one.memberId);
      const takers = greedy.length > 0 ? greedy.sort().slice(0, 1) : ids;
      const assignments = new Map<string, Record<string, number[]>>(ids.map((id) => [id, {}]));
      for (const topic of topics) {
        for (const { partitionId } of cluster.findTopicPartitionMetadata(topic)) {
          const assignment = assignments.get(takers[partitionId % takers.length] ?? '');
          if (assignment !== undefined) assignment[topic] = [...(assignment[topic] ?? []), partitionId];
        }
      }
      return [...assignments].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: 1,
          assignment,
          userData: Buffer.alloc(0),
        }),
      }));
    },

    protocol({ topics }) {
      return {
        name: 'CoPartitioning',
        metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData }),
      };
    },
  });
}

function wantsAll(metadata: Buffer): boolean {
  return AssignerProtocol.MemberMetadata.decode(metadata)?.userData.toString() === 'all';
}

export type { KafkaConnection } from './connect-kafka.ts';
export { connectKafka } from './connect-kafka.ts';
export type { TopicPlan } from './create-topics.ts';
export { createTopics, topicPlans } from './create-topics.ts';
export { Delivered, type Refused, type Trace, type Verb } from './delivered.ts';
export { followTable } from './follow-table.ts';
export { type Followed, type Following, followTopic } from './follow-topic.ts';
export { type Position, type ProgressStore, progressInMemory } from './offsets.ts';
export type { Outgoing, Publish } from './outgoing.ts';
export { type Publisher, publisher } from './publisher.ts';
export { readRefusals, redrive } from './redrive.ts';
export { Rethrow } from './rethrow.ts';
export { type StreamSettings, streamDefaults } from './settings.ts';

export { StreamServer } from './stream-server.ts';
export { Unavailable } from './unavailable.ts';

import { lookUpSchema, type Refusal, reader, schemaRegistry, topics, writer } from '@stamkunde/contracts';
import { connectKafka, publisher, readRefusals, redrive } from '@stamkunde/stream';
import { count, tableOf } from '../command/print-table.ts';
import { readArguments, runCommand } from '../command/run-command.ts';
import { findRunning } from '../command/running-system.ts';
import { StackUnavailable } from '../stack/stack-unavailable.ts';

const usage = `npm run redrive -- [--service S] [--topic T] [--reason R] [--id ID] [--all] [--apply]

Shows the messages that services have refused and that can be sent again, once what was wrong is mended.
  --service S  only those refused by this service
  --topic T    only those of this topic
  --reason R   only those refused for this reason
  --id ID      only this one; the beginning of the id is enough
  --all        also those that were sent again already
  --apply      sends them: same bytes, key and headers, to the topic they came from`;

await runCommand(usage, async () => {
  const { values: asked } = readArguments({
    args: process.argv.slice(2),
    options: {
      service: { type: 'string' },
      topic: { type: 'string' },
      reason: { type: 'string' },
      id: { type: 'string' },
      all: { type: 'boolean', default: false },
      apply: { type: 'boolean', default: false },
    },
  });
  const system = await findRunning(process.env);
  const connection = connectKafka({ ...system, clientId: 'redrive' });
  const registry = schemaRegistry(system.registryUrl);
  const kept = await readRefusals(connection, reader(topics.refusals, registry));
  const chosen = kept.filter(
    ({ refusal, redriven }) =>
      (asked.all || !redriven) &&
      (asked.service ?? refusal.service) === refusal.service &&
      (asked.topic ?? refusal.topic) === refusal.topic &&
      (asked.reason ?? refusal.reason) === refusal.reason &&
      refusal.refusalId.startsWith(asked.id ?? ''),
  );
  if (chosen.length === 0) {
    console.log(
      kept.length === 0 ? 'Nothing has been refused.' : 'No refusal fits, or all were sent again already.',
    );
    return 0;
  }
  const header = ['id', 'refused at', 'service', 'topic', 'place', 'reason', 'detail', 'bytes', 'sent again'];
  const rows = chosen.map(({ refusal, redriven }) => [...rowOf(refusal), redriven ? 'yes' : '']);
  console.log(tableOf(header, rows));
  if (!asked.apply) {
    console.log(`\n${count(chosen.length)} would be sent again. Nothing was sent: add --apply to do so.`);
    return 0;
  }
  const schemaId = await lookUpSchema(topics.refusals, registry);
  if (schemaId === undefined) throw new StackUnavailable('The schema of refusals is not registered.');
  const out = publisher(connection, { source: '/commands/redrive' });
  const outcomes = { sent: 0, gone: 0 };
  await redrive(
    chosen.map(({ refusal }) => refusal),
    {
      connection,
      publish: out.publish,
      values: writer(topics.refusals, schemaId),
      onDone: (refusal, outcome) => {
        outcomes[outcome]++;
        if (outcome === 'gone') console.error(`${refusal.refusalId} is no longer kept on its topic`);
      },
    },
  );
  await out.close();
  console.log(
    `\n${count(outcomes.sent)} sent again${outcomes.gone > 0 ? `, ${count(outcomes.gone)} no longer to be had` : ''}.`,
  );
  return outcomes.gone === 0 ? 0 : 1;
});

function rowOf(refusal: Refusal): (string | number)[] {
  const { refusalId, refusedAt, service, topic, partition, offset, reason, detail, size } = refusal;
  const moment = new Date(refusedAt).toISOString().slice(0, 19).replace('T', ' ');
  const brief = detail.length > 60 ? `${detail.slice(0, 59)}…` : detail;
  return [refusalId.slice(0, 8), moment, service, topic, `${partition}/${offset}`, reason, brief, size];
}

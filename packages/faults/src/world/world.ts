import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type OrderLineFact, registerSchema, topics, type Writer, writer } from '@stamkunde/contracts';
import {
  type Chance,
  chance,
  compare,
  type Difference,
  type Evidence,
  gatherEvidence,
  type Stack,
  type System,
  startSystem,
  type Watchdog,
  waitForEnd,
} from '@stamkunde/sandbox';
import { type Publisher, publisher } from '@stamkunde/stream';
import { asMessage, type Load, startLoad } from '../load/load.ts';
import { type Mess, messyFacts } from '../load/messy-facts.ts';
import { kafkaWire } from '../proxy/kafka-wire.ts';
import { mongoWire } from '../proxy/mongo-wire.ts';
import { startTcpProxy, type TcpProxy } from '../proxy/tcp-proxy.ts';
import { addressOf } from '../proxy/wire.ts';
import { GroupWatch } from './group-watch.ts';
import { Member, type MemberRecipe } from './member.ts';
import { again, type SteadyLookout, steadyLookout } from './steady-lookout.ts';

const aggregator = 'order-aggregator';
const endTimeoutMs = 180_000;
/** A second of a load at 150 facts a second. */
const caughtUpLag = 150;

export interface WorldOptions {
  /** Short, for names of topics and files. */
  readonly name: string;
  readonly seed: number;
  readonly stack: Stack;
  readonly watchdog: Watchdog;
  readonly logFolder: string;
  /** As long as the goals say, and not as short as CI can wait. */
  readonly long: boolean;
  /** How long a fault lasts that lasts for minutes, where somebody said so. */
  readonly minutes?: number | undefined;
  readonly say: (text: string) => void;
}

/** A member between two proxies of its own. */
export interface ProxiedMember {
  readonly member: Member;
  readonly kafka: TcpProxy;
  readonly mongo: TcpProxy;
}

/** Topics, a database and a consumer group of one fault, and everything that can be done to them. */
export class World {
  readonly options: WorldOptions;
  readonly luck: Chance;
  readonly system: System;
  readonly lookout: SteadyLookout;
  readonly watch: GroupWatch;
  readonly values: Writer<OrderLineFact>;
  readonly broken: string[] = [];
  /** Bounds of time and memory that were not kept; a busy machine breaks them, too. */
  readonly exceeded: string[] = [];
  readonly notes: string[] = [];
  readonly members: Member[] = [];
  /** What was done to the system, with the time of day. */
  readonly marks: string[] = [];
  /** Facts that take the place of those on the topic, for a fault that takes some away from there. */
  facts: Evidence['facts'] | undefined;
  readonly #out: Publisher;
  readonly #loads: Load[] = [];
  #sentAtOnce = 0;
  readonly #proxies: TcpProxy[] = [];

  constructor(options: WorldOptions, system: System, look: SteadyLookout, values: Writer<OrderLineFact>) {
    this.options = options;
    this.luck = chance(options.seed);
    this.system = system;
    this.lookout = look;
    this.values = values;
    this.watch = new GroupWatch(look, this.group);
    this.#out = publisher(system.connection, { source: '/faults' });
  }

  get group(): string {
    return this.system.groupOf(aggregator);
  }

  get database(): string {
    return this.system.databaseOf(aggregator);
  }

  /** Of processes that are to be killed many times: the usual one only where there is time for it. */
  get sessionTimeoutMs(): number {
    return this.options.long ? 6_000 : 3_000;
  }

  /** Partitions of `order-lines`. */
  readonly partitions = 12;

  /** Facts that Kafka has. */
  get sent(): number {
    return this.#loads.reduce((sum, { sent }) => sum + sent, this.#sentAtOnce);
  }

  /** One more process of order-aggregator; resolves when it is ready. */
  async member(env: Readonly<Record<string, string>> = {}): Promise<Member> {
    const member = this.launch(env);
    await member.ready();
    return member;
  }

  /** A process that nobody waits for, of this service or another, or a command of it. */
  launch(
    env: Readonly<Record<string, string>> = {},
    service = aggregator,
    command?: MemberRecipe['command'],
  ): Member {
    const { stack, logFolder, name, watchdog } = this.options;
    const member = new Member({
      service,
      command,
      watchdog,
      logFile: join(logFolder, `${name}-${this.members.length + 1}.log`),
      env: {
        STAMKUNDE_BROKERS: stack.brokers.join(','),
        STAMKUNDE_MONGO_URI: stack.mongoUri,
        STAMKUNDE_REGISTRY_URL: stack.registryUrl,
        TOPIC_PREFIX: this.system.topicPrefix,
        MONGO_DATABASE: this.system.databaseOf(service),
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: '0',
        MANAGEMENT_HOST: '127.0.0.1',
        MANAGEMENT_PORT: '0',
        ...env,
      },
    });
    this.members.push(member);
    return member;
  }

  /** One more process that reaches Kafka and MongoDB through proxies of its own. */
  async proxiedMember(env: Readonly<Record<string, string>> = {}): Promise<ProxiedMember> {
    const { stack } = this.options;
    const mongoHost = new URL(stack.mongoUri.replace('mongodb:', 'http:')).host;
    const kafka = await startTcpProxy(addressOf(stack.brokers[0] ?? ''), kafkaWire);
    const mongo = await startTcpProxy(addressOf(mongoHost), (here) => mongoWire(here, addressOf(mongoHost)));
    this.#proxies.push(kafka, mongo);
    const member = await this.member({
      STAMKUNDE_BROKERS: kafka.address,
      STAMKUNDE_MONGO_URI: stack.mongoUri.replace(mongoHost, mongo.address),
      ...env,
    });
    return { member, kafka, mongo };
  }

  /** Messy facts at a steady pace, without an end unless asked for one. */
  load(mess: Partial<Mess> = {}, perSecond?: number): Load {
    const series = `${this.options.name}${this.#loads.length}`;
    const window = mess.orders === undefined ? 2_000 : undefined;
    return this.loadOf(
      messyFacts({
        seed: this.options.seed + this.#loads.length,
        series,
        ...(window && { window }),
        ...mess,
      }),
      perSecond,
    );
  }

  /** These facts, in this order. */
  loadOf(facts: Iterable<OrderLineFact>, perSecond?: number): Load {
    const load = startLoad({ facts, perSecond, publish: this.#out.publish, values: this.values });
    this.#loads.push(load);
    return load;
  }

  /** These facts in one go; resolves when Kafka has them. */
  async send(facts: readonly OrderLineFact[]): Promise<void> {
    await this.#out.publish(facts.map((fact) => asMessage(fact, this.values)));
    this.#sentAtOnce += facts.length;
  }

  /** Something was done to the system now; told beside what broke. */
  mark(what: string): void {
    this.marks.push(`${new Date().toISOString().slice(11, 23)} ${what}`);
  }

  /** Something the goals expect; told in the report when it does not hold. */
  expect(holds: boolean, sentence: string): void {
    if (!holds) this.broken.push(sentence);
  }

  /** A bound of time or memory; what else the machine does has a say in whether it is kept. */
  expectWithin(holds: boolean, sentence: string): void {
    if (!holds) this.exceeded.push(sentence);
  }

  /** A process that was not told to end must not have ended. */
  expectAlive(member: Member, while_: string): void {
    const { ended } = member;
    this.expect(
      ended === undefined,
      `a process ended by itself ${while_}: ${ended?.signal ?? `exit code ${ended?.code}`}`,
    );
  }

  /** Resolves when all goes on after a fault was lifted. */
  async recovered(timeoutMs = 120_000): Promise<void> {
    for (const deadline = performance.now() + timeoutMs; this.watch.isRecovering; await pause(25)) {
      if (performance.now() > deadline)
        throw new Error(`not recovered within ${timeoutMs / 1_000} s; ${await this.#whatWaits()}`);
    }
  }

  /** Resolves when the group has so many members, and all of its partitions somebody who looks after them. */
  async membersAre(count: number, timeoutMs = 60_000): Promise<void> {
    const admin = this.system.connection.kafka.admin();
    await admin.connect();
    try {
      for (const deadline = performance.now() + timeoutMs; ; await pause(100)) {
        const [group] = (await admin.describeGroups([this.group])).groups;
        if (group?.state === 'Stable' && group.members.length === count) return;
        if (performance.now() > deadline) throw new Error(`the group has not come to ${count} members`);
      }
    } finally {
      await admin.disconnect();
    }
  }

  /** Resolves when hardly anything waits, while loads go on: every partition has somebody who looks after it. */
  async caughtUp(timeoutMs = 60_000): Promise<void> {
    for (const deadline = performance.now() + timeoutMs; ; await pause(50)) {
      if ((await this.watch.look()).lag < caughtUpLag) return;
      if (performance.now() > deadline) throw new Error(`not caught up within ${timeoutMs / 1_000} s`);
    }
  }

  /** Resolves when everything that was sent has reached the end of its way. */
  async atEnd(timeoutMs = endTimeoutMs): Promise<void> {
    for (const load of this.#loads) await load.stop();
    const deadline = performance.now() + timeoutMs;
    const abort = () => {
      if (performance.now() > deadline) throw new TooLate();
    };
    try {
      await waitForEnd(this.lookout, this.group, { abort });
    } catch (error) {
      if (!(error instanceof TooLate)) throw error;
      throw new Error(`not at the end after ${timeoutMs / 1_000} s; ${await this.#whatWaits()}`);
    }
  }

  /** For the one who has to find out why: partitions with work, and what the processes say of themselves. */
  async #whatWaits(): Promise<string> {
    const waiting = [...this.watch.latest.waiting].filter(([, messages]) => messages > 0);
    const members = await Promise.all(
      this.members
        .filter(({ ended }) => ended === undefined)
        .map(async (member) => {
          const say = async (name: string) => `${name} ${await member.metric(`stamkunde_${name}`)}`;
          return `process ${member.pid}: ${(await Promise.all(['lag', 'processed_total', 'retries_total'].map(say))).join(', ')}`;
        }),
    );
    const failures = this.#loads.flatMap(({ failure }) => (failure === undefined ? [] : `load: ${failure}`));
    const waits = waiting.map(([place, messages]) => `${place}: ${messages} wait`);
    return [...waits, ...members, ...failures].join('; ');
  }

  /** Everything that has been said and kept. To be called at the end. */
  async evidence(): Promise<Evidence> {
    const evidence = await gatherEvidence(this.system);
    return this.facts === undefined ? evidence : { ...evidence, facts: this.facts };
  }

  /** Everything that is not as it must be, by the oracle. To be called at the end. */
  async differences(): Promise<Difference[]> {
    const evidence = await this.evidence();
    const missing = this.sent - evidence.facts.messages;
    // The oracle reads the topic: what never came to stand there it cannot miss.
    this.expect(missing <= 0, `${missing} facts are not on the topic although Kafka had acknowledged them`);
    return compare(evidence);
  }

  /** Ends the processes, in order those that still can, and takes everything away again. */
  async close(): Promise<void> {
    await this.watch.stop();
    for (const load of this.#loads) void load.stop().catch(() => undefined);
    for (const proxy of this.#proxies) {
      proxy.judge(undefined);
      proxy.thaw();
    }
    const alive = this.members.filter(({ ended }) => ended === undefined);
    for (const member of alive) member.resume();
    const ended = await Promise.all(alive.map((member) => member.terminate()));
    this.expect(
      ended.every(({ code }) => code === 0),
      'a process did not end with exit code 0 when asked to',
    );
    for (const proxy of this.#proxies) await proxy.close();
    await this.lookout.close();
    await this.#out.close();
    await this.system.stop();
    await this.system.remove();
  }
}

class TooLate extends Error {}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { stack, name, seed, logFolder } = options;
  mkdirSync(logFolder, { recursive: true });
  const system = await again(() =>
    startSystem({ stack, prefix: `${name}-${seed}-`, services: [], logFolder }),
  );
  const look = await steadyLookout(system.connection);
  await look.ends(Object.values(topics).map((topic) => topic.name));
  const id = await registerSchema(topics.orderLines, system.registry);
  const world = new World(options, system, look, writer(topics.orderLines, id));
  world.watch.start();
  return world;
}

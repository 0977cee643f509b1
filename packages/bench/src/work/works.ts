import { type OrderLineFact, topics } from '@stamkunde/contracts';
import { freshTopics } from '../fresh-topics.ts';
import type { Ground } from '../ground.ts';
import { type EndState, endStateOf } from './end-state.ts';
import { againstOthers } from './expected-members.ts';
import { shuffled } from './random.ts';
import { retailFacts } from './retail-facts.ts';
import { factSender } from './send-facts.ts';

/** A backlog that every contender reads from the same topic. */
export interface Work {
  readonly name: string;
  /** Stands before the topic that holds it. */
  readonly topicPrefix: string;
  readonly facts: number;
  readonly expected: EndState;
}

export type WorkName = 'w1' | 'w2' | 'w1-first' | 'w2-first';

export interface Works {
  /** The facts' origin, for people. */
  readonly origin: string;
  get(name: WorkName): Promise<Work>;
}

const WHOLE_HISTORY = 540_761;

/**
 * W1 is the history in its order, W2 the same facts shuffled; `-first` are the first of them, as many as the everyday
 * way gets. Each is appended to its topic once, when it is first asked for.
 */
export async function openWorks(ground: Ground): Promise<Works> {
  const { options } = ground;
  const { facts: ordered, origin } = await retailFacts(options.facts, options.seed);
  const facts: Record<'w1' | 'w2', readonly OrderLineFact[]> = {
    w1: ordered,
    w2: shuffled(ordered, options.seed),
  };
  let whole: EndState | undefined;
  const made = new Map<WorkName, Promise<Work>>();

  async function make(name: WorkName): Promise<Work> {
    const kind = name.startsWith('w1') ? 'w1' : 'w2';
    const isFirst = name.endsWith('-first');
    const mine = isFirst ? facts[kind].slice(0, options.everydayFacts) : facts[kind];
    const expected = (isFirst ? undefined : whole) ?? endStateOf(mine);
    if (!isFirst) whole = expected;
    if (mine.length === WHOLE_HISTORY) {
      const [fault] = await againstOthers(expected);
      if (fault !== undefined) throw new Error(`what we expect is wrong: ${fault}`);
    }
    const topicPrefix = `${name}-`;
    const began = performance.now();
    await freshTopics(ground, topicPrefix, [topics.orderLines.name]);
    const sender = await factSender(ground, topicPrefix);
    await sender.send(mine);
    await sender.close();
    const seconds = (performance.now() - began) / 1_000;
    ground.tell(`${name}: ${mine.length} facts (${origin}) appended in ${seconds.toFixed(1)} s`);
    return { name, topicPrefix, facts: mine.length, expected };
  }

  return {
    origin,
    get(name) {
      let work = made.get(name);
      if (work === undefined) {
        work = make(name);
        made.set(name, work);
      }
      return work;
    },
  };
}

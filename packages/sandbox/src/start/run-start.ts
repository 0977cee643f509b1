import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@stamkunde/contracts';
import { begin } from '../bootstrap/progress.mjs';
import { UsageFault } from '../command/run-command.ts';
import { announceRunning } from '../command/running-system.ts';
import { type Shop, serveShop } from '../shop/serve-shop.ts';
import { lagOf, lookout } from '../system/topic-ends.ts';
import { bannerOf } from './banner.ts';
import { productVersion } from './product-version.ts';
import { type BoardServer, type BoardServerOptions, serveBoard } from './serve-board.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { tellStory } from './tell-story.ts';
import { runTraffic, writeGarbage } from './traffic.ts';

export interface StartOptions {
  readonly seed: number;
  /** Of the live page; when absent, the usual one, or a free one. */
  readonly port: number | undefined;
  readonly stopping: AbortSignal;
}

const usualPort = 7_780;
const storyPauseMs = 1_400;
const trafficEveryMs = 900;
const garbageAfterMs = 12_000;
const lagEveryMs = 1_000;

/** Runs until it is asked to stop, or a service ends by itself. Returns the exit code. */
export async function runStart({ seed, port, stopping }: StartOptions): Promise<number> {
  const demo = await startDemo(productVersion(), stopping);
  const ending = new AbortController();
  const end = AbortSignal.any([stopping, ending.signal]);
  const { ingestUrl, orderAggregatorUrl } = demo;
  const takeBack = announceRunning({ ...demo.system, ingestUrl, orderAggregatorUrl });
  let tellings = 0;
  let telling: Promise<unknown> = Promise.resolve();
  const tell = () => {
    const number = ++tellings;
    const { board, send, siteId } = demo;
    telling = telling.then(
      () =>
        end.aborted || tellStory({ board, send, siteId, number, pauseMs: storyPauseMs }).catch(() => false),
    );
  };
  let page: BoardServer | undefined;
  let shop: Shop | undefined;
  try {
    const { siteId, apiKey, pairingKey, shopPort } = demo;
    shop = await serveShop({ ingest: { url: ingestUrl, siteId, apiKey }, pairingKey, port: shopPort });
    demo.board.shopUrl = shop.url;
    page = await openPage({ board: demo.board, port: port ?? usualPort, onStory: tell }, port === undefined);
    console.log(bannerOf(demo, page.url, shop.url));
    tell();
    const { send, board } = demo;
    await Promise.race([
      untilServiceEnds(demo, end),
      runTraffic({ seed, send, board, everyMs: trafficEveryMs, stopping: end }),
      watchLag(demo, end),
      pause(garbageAfterMs, undefined, { signal: end }).then(
        () => writeGarbage(demo.system.connection).then(() => untilAborted(end)),
        () => undefined,
      ),
    ]);
    const [gone] = stopping.aborted ? [] : demo.ended();
    if (gone === undefined) return 0;
    console.error(
      `\n${gone.name} has ended by itself, and so does everything else. Its log: ${gone.logFile}`,
    );
    return 70;
  } finally {
    ending.abort();
    takeBack();
    const done = begin('stopping');
    await page?.close();
    await shop?.close();
    await demo.stop();
    done();
  }
}

async function openPage(options: BoardServerOptions, isAnyPortFine: boolean): Promise<BoardServer> {
  try {
    return await serveBoard(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (!isAnyPortFine) throw new UsageFault(`--port ${options.port}: somebody else has it`);
    return serveBoard({ ...options, port: 0 });
  }
}

async function untilServiceEnds(demo: Demo, end: AbortSignal): Promise<void> {
  while (!end.aborted && demo.ended().length === 0) {
    await pause(lagEveryMs / 2, undefined, { signal: end }).catch(() => undefined);
  }
}

/** Keeps the lags on the board fresh. A moment without Kafka leaves the last known ones. */
async function watchLag({ system, board }: Demo, end: AbortSignal): Promise<void> {
  const look = await lookout(system.connection);
  const names = [topics.orderLines.name, topics.buyerOrders.name];
  while (!end.aborted) {
    try {
      const ends = await look.ends(names);
      const committed = await look.committed(system.groupOf('order-aggregator'), names);
      board.lag = Object.fromEntries(names.map((name) => [name, lagOf(name, ends, committed)]));
      board.onChange();
    } catch {
      // Asked again in a second.
    }
    await pause(lagEveryMs, undefined, { signal: end }).catch(() => undefined);
  }
  await look.close();
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

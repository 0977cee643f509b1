import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Watchdog {
  /** To be called in the same tick as the process was started: what is not known yet cannot be cleaned up. */
  watch(kind: 'group' | 'container' | 'folder', name: string | number): void;
  forget(kind: 'group' | 'container' | 'folder', name: string | number): void;
  /** Ends whatever is still known, removes the folders, and resolves when all of it is gone. */
  end(): Promise<void>;
}

/**
 * Starts a small process that outlives this one for as long as it takes to clean up. It holds the far end of a
 * pipe, and a pipe closes whatever way its owner goes: return, exception, `process.exit`, kill -9.
 */
export function startWatchdog(): Watchdog {
  const script = fileURLToPath(new URL('./watchdog-process.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' }, // a debugger or loader meant for the owner is not meant for it
  });
  const { stdin } = child;
  stdin.on('error', () => {}); // written to after it was killed: nothing to add, the owner still stops its own
  child.unref();
  (stdin as unknown as { unref(): void }).unref();
  let ending = false;
  child.once('exit', () => {
    if (ending) return;
    process.stderr.write(
      'the watchdog of the stack was killed: after a crash its processes would stay behind\n',
    );
  });
  const tell = (line: string) => void (stdin.writable && stdin.write(`${line}\n`));
  return {
    watch: (kind, name) => tell(`+${kind} ${name}`),
    forget: (kind, name) => tell(`-${kind} ${name}`),
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      ending = true;
      child.ref();
      stdin.end();
      await once(child, 'exit');
    },
  };
}

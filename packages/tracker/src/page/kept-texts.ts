/** Texts that outlive the page, each under its name. */
export interface KeptTexts {
  get(name: string): string | undefined;
  set(name: string, text: string): void;
  remove(name: string): void;
  /** In their alphabetical order. */
  names(): string[];
}

/**
 * Keeps texts in localStorage, under names with this prefix. Where that is blocked or full they are kept in memory and
 * end with the page. Nothing is written to find that out: whoever only looks leaves no trace.
 */
export function keptTexts(prefix: string): KeptTexts {
  const memory: Record<string, string> = {};
  const tried = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(localStorage);
    } catch {
      return undefined;
    }
  };
  return {
    get: (name) => memory[name] ?? tried((storage) => storage.getItem(prefix + name)) ?? undefined,
    set(name, text) {
      const isKept = tried((storage) => {
        storage.setItem(prefix + name, text);
        return true;
      });
      if (!isKept) memory[name] = text;
    },
    remove(name) {
      delete memory[name];
      tried((storage) => storage.removeItem(prefix + name));
    },
    names() {
      const stored = tried((storage) => Object.keys(storage)) ?? [];
      const own = stored.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
      return [...new Set([...own, ...Object.keys(memory)])].sort();
    },
  };
}

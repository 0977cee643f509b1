/** Waits for the promise, but not longer than `ms`, and not for its outcome. */
export async function bounded(promise: Promise<unknown>, ms: number): Promise<void> {
  await within(
    promise.catch(() => undefined),
    ms,
  );
}

/** Whether the promise settles within `ms`. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = await Promise.race([promise.then(() => true as const), late]);
  clearTimeout(timer);
  return settled;
}

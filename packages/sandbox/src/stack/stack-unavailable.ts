/** No stack can be had here. The message names everything that is missing and what to do about it. */
export class StackUnavailable extends Error {
  /** sysexits.h: EX_UNAVAILABLE. */
  readonly exitCode: number = 69;
}

/** What was asked for is no way to a stack at all. */
export class UnknownWay extends StackUnavailable {
  /** sysexits.h: EX_USAGE. */
  override readonly exitCode = 64;
}

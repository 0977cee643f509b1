/** No stack can be had here. The message names everything that is missing and what to do about it. */
export class StackUnavailable extends Error {
  /** sysexits.h: EX_UNAVAILABLE. */
  readonly exitCode = 69;
}

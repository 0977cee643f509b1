// Plain JavaScript: the bootstrap runs this on the system's Node, before anything is installed or built.

/** Something that the bootstrap needs is not there, or did not work; the message is for people and complete. */
export class Missing extends Error {
  /** sysexits.h: EX_UNAVAILABLE. */
  exitCode = 69;
}

/** Whether a text can be the id of a site: 1 to 64 lower-case letters, digits or hyphens. */
export function isSiteId(text: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(text);
}

/** A moment for people, in ISO 8601. */
export function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

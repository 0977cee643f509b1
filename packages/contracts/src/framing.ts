/** Bytes before the Avro body in Confluent framing: a zero, then the schema id as four bytes, most significant first. */
export const FRAME_LENGTH = 5;

/** The writer's schema id of a framed value; undefined when the bytes are not framed so. */
export function schemaIdOf(bytes: Buffer): number | undefined {
  return bytes.length >= FRAME_LENGTH && bytes[0] === 0 ? bytes.readUInt32BE(1) : undefined;
}

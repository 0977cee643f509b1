import { BSON } from 'mongodb';
import type { Address, Passing, Wire } from './wire.ts';

const opMsg = 2013;
/** Length, request id, id of the request that is answered, kind; then the flags of an OP_MSG. */
const headerBytes = 16;
const sectionsAt = headerBytes + 4;

/** One connection of a driver to a mongod (mongodb.com/docs/manual/reference/mongodb-wire-protocol). */
export function mongoWire(here: Address, there: Address): Wire {
  const asked = new Map<number, Pick<Passing, 'name' | 'about'>>();
  const from = `${there.host}:${there.port}`;
  const to = `${here.host}:${here.port}`;
  if (from.length !== to.length)
    throw new TypeError(`${to} is not as long as ${from}, so it cannot take its place`);
  const redirected = (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes);
    for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at))
      changed.write(to, at, 'latin1');
    return changed;
  };
  return {
    lengthOf: (bytes) => (bytes.length < 4 ? undefined : bytes.readInt32LE(0)),

    read(direction, bytes) {
      if (direction === 'request') {
        const request = commandIn(bytes);
        asked.set(bytes.readInt32LE(4), request);
        return { direction, ...request, bytes };
      }
      // A monitor greets once and is answered again and again.
      const { name, about } = asked.get(bytes.readInt32LE(8)) ?? greeting;
      asked.delete(bytes.readInt32LE(8));
      return { direction, name, about, bytes: name === greeting.name ? redirected(bytes) : bytes };
    },
  };
}

const greeting = { name: 'hello', about: [] };

/** The command, and its collection if it has one. */
function commandIn(bytes: Buffer): Pick<Passing, 'name' | 'about'> {
  // Before a driver knows what the server can do it greets in an older form, which holds no other command.
  if (bytes.readInt32LE(12) !== opMsg) return greeting;
  const type = bytes[sectionsAt + 5];
  const nameAt = sectionsAt + 6;
  const nameEnd = bytes.indexOf(0, nameAt);
  const name = bytes.toString('utf8', nameAt, nameEnd);
  if (/^(hello|ismaster)$/i.test(name)) return greeting;
  if (type !== 2) return { name, about: [] };
  const length = bytes.readInt32LE(nameEnd + 1);
  return { name, about: [bytes.toString('utf8', nameEnd + 5, nameEnd + 5 + length - 1)] };
}

/**
 * A bulk of inserts or updates cut down to its first statements, as it looks when the one who sends it dies in the
 * middle. The same message when it holds no more than so many.
 */
export function truncatedBulk({ bytes }: Passing, statements: number): Buffer {
  const sections: Buffer[] = [];
  for (let at = sectionsAt; at < bytes.length; ) {
    const length = bytes.readInt32LE(at + 1);
    const content = bytes.subarray(at + 1, at + 1 + length);
    sections.push(
      bytes[at] === 1 ? truncatedSequence(content, statements) : truncatedBody(content, statements),
    );
    at += 1 + length;
  }
  const changed = Buffer.concat([bytes.subarray(0, sectionsAt), ...sections]);
  changed.writeInt32LE(changed.length, 0);
  return changed;
}

/** How many statements a bulk holds. */
export function statementsIn({ bytes }: Passing): number {
  for (let at = sectionsAt; at < bytes.length; ) {
    const length = bytes.readInt32LE(at + 1);
    const content = bytes.subarray(at + 1, at + 1 + length);
    if (bytes[at] === 1) return documentsIn(content).length;
    const body = BSON.deserialize(content, asItIs);
    for (const name of ['documents', 'updates']) if (Array.isArray(body[name])) return body[name].length;
    at += 1 + length;
  }
  return 0;
}

/** Numbers, binary data and the like keep the very form in which they were sent. */
const asItIs = {
  promoteValues: false,
  promoteBuffers: false,
  promoteLongs: false,
  bsonRegExp: true,
} as const;

function truncatedBody(content: Buffer, statements: number): Buffer {
  const body = BSON.deserialize(content, asItIs);
  for (const name of ['documents', 'updates']) {
    if (Array.isArray(body[name])) body[name] = body[name].slice(0, statements);
  }
  return Buffer.concat([Buffer.from([0]), BSON.serialize(body)]);
}

function truncatedSequence(content: Buffer, statements: number): Buffer {
  const name = content.subarray(4, content.indexOf(0, 4) + 1);
  const kept = documentsIn(content).slice(0, statements);
  const length = Buffer.alloc(4);
  length.writeInt32LE(4 + name.length + kept.reduce((bytes, document) => bytes + document.length, 0));
  return Buffer.concat([Buffer.from([1]), length, name, ...kept]);
}

/** The documents of a section of kind 1, each as bytes. */
function documentsIn(content: Buffer): Buffer[] {
  const documents: Buffer[] = [];
  for (let at = content.indexOf(0, 4) + 1; at < content.length; ) {
    const length = content.readInt32LE(at);
    documents.push(content.subarray(at, at + length));
    at += length;
  }
  return documents;
}

import { connect } from 'node:net';

export interface Cluster {
  clusterId: string;
  /** -1 while there is none. */
  controllerId: number;
}

const describeClusterKey = 60;

/**
 * Asks a broker, in Kafka's own protocol, which cluster it belongs to and who controls it. This is the one
 * question the stack has for Kafka; everything else goes through `packages/stream`. Rejects when the broker does
 * not answer within `timeoutMs`.
 *
 * Request and response are DescribeCluster version 0 (kafka.apache.org/protocol).
 */
export function describeCluster(host: string, port: number, timeoutMs: number): Promise<Cluster> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`no answer from ${host}:${port} in ${timeoutMs} ms`)));
    socket.on('error', fail);
    socket.on('close', () => reject(new Error(`${host}:${port} closed the connection`)));
    socket.on('connect', () => socket.write(request()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      try {
        resolve(readResponse(received.subarray(4)));
      } catch (error) {
        reject(error);
      }
      socket.destroy();
    });
  });
}

function request(): Buffer {
  const clientId = Buffer.from('stamkunde');
  const header = Buffer.alloc(10);
  header.writeInt16BE(describeClusterKey, 0);
  header.writeInt16BE(0, 2); // version
  header.writeInt32BE(1, 4); // correlation id
  header.writeInt16BE(clientId.length, 8);
  // no tagged fields · no authorised operations · no tagged fields
  const body = Buffer.concat([header, clientId, Buffer.from([0, 0, 0])]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

function readResponse(bytes: Buffer): Cluster {
  let at = 4 + 1 + 4; // correlation id, tagged fields, throttle time
  const errorCode = bytes.readInt16BE(at);
  at += 2;
  if (errorCode !== 0) throw new Error(`broker answers with error code ${errorCode}`);
  const compactString = () => {
    const length = bytes.readUInt8(at) - 1; // both strings are far shorter than the 127 that need a second byte
    at += 1;
    const text = length > 0 ? bytes.toString('utf8', at, at + length) : '';
    at += Math.max(0, length);
    return text;
  };
  compactString(); // error message
  return { clusterId: compactString(), controllerId: bytes.readInt32BE(at) };
}

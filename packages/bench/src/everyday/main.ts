/**
 * The everyday way: Nest's own Kafka transport and mongoose, one find, one save and one send per event, as their
 * documentation shows it and as most teams begin.
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { schemaRegistry } from '@stamkunde/contracts';
import mongoose from 'mongoose';
import { openCodecs } from './codecs.ts';
import { FactsController } from './facts.controller.ts';
import { modelsOf } from './models.ts';
import { settings } from './names.ts';

const { brokers, mongoUri, database, registryUrl, groupId } = settings;
const client = { clientId: 'everyday', brokers: [...brokers] };

@Module({
  imports: [
    ClientsModule.register([
      { name: 'kafka', transport: Transport.KAFKA, options: { client, producerOnlyMode: true } },
    ]),
  ],
  controllers: [FactsController],
  providers: [
    {
      provide: 'models',
      useFactory: async () =>
        modelsOf(await mongoose.createConnection(mongoUri, { dbName: database }).asPromise()),
    },
    { provide: 'codecs', useFactory: () => openCodecs(schemaRegistry(registryUrl)) },
  ],
})
class EverydayModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(EverydayModule, {
  transport: Transport.KAFKA,
  options: {
    client,
    // Nest puts `-server` behind it.
    consumer: { groupId, allowAutoTopicCreation: false },
    subscribe: { fromBeginning: true },
    parser: { keepBinary: true },
  },
  logger: ['warn', 'error'],
});
app.enableShutdownHooks();
await app.listen();

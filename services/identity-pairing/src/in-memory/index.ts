export { pairingInMemory } from './pairing-in-memory.ts';

export { type PairingInMemory, pairingInMemory } from './pairing-in-memory.ts';

import { isJunkIdentifier } from '@stamkunde/contracts';

/** Whether an address stands for nobody: `undefined@undefined`. A guest of a hotel may well have `guest@hotel.example`. */
export function isJunkAddress(address: string): boolean {
  return isJunkIdentifier(address.slice(address.lastIndexOf('@') + 1));
}

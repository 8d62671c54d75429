/** The ends behind MessagePortMain objects, and transfer lists of them. */
import { invalidArgType } from '../../common/validators';
import { Internals } from '../internals';
import type { PortEnd } from './port-end';

/** What a MessagePortMain holds. */
export interface PortState {
  /** Null once it was transferred. */
  end: PortEnd | null;
}

/** By the MessagePortMain. */
export const portStates = new Internals<PortState>();

/**
 * Takes the ends of the ports in a transfer list: they belong to the caller. Throws TypeError in Electron's words for anything that
 * cannot be transferred; then nothing was taken. `source` sends them.
 */
export function takeEnds(transfer: unknown, source?: object): PortEnd[] {
  if (transfer === undefined || transfer === null) return [];
  if (!Array.isArray(transfer)) throw invalidArgType('transfer', 'an array of MessagePortMain objects', transfer);
  const ends = transfer.map((port: unknown, index) => {
    const state = portStates.find(port);
    if (!state) throw new TypeError(`Port at index ${index} is not a valid port`);
    if (port === source) throw new TypeError(`Port at index ${index} contains the source port`);
    if (!state.end) throw new TypeError(`Port at index ${index} is already neutered`);
    if (transfer.indexOf(port) !== index)
      throw new TypeError(`Port at index ${index} is a duplicate of an earlier one`);
    return state.end;
  });
  for (const port of transfer) portStates.of(port as object).end = null;
  for (const end of ends) end.release();
  return ends;
}

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

const invalidTransfer = (what: string): TypeError => new TypeError(`Invalid value for transfer: ${what}`);

const noTransferList = (value: unknown): TypeError =>
  invalidTransfer(invalidArgType('transfer', 'an array of ports', value).message);

/**
 * Takes the ends of the ports in a transfer list: they belong to the caller. Throws TypeError in Electron's words for anything that
 * cannot be transferred; then nothing was taken. `source` sends them.
 */
export function takeEnds(transfer: unknown, source?: object): PortEnd[] {
  if (transfer === undefined || transfer === null) return [];
  if (!Array.isArray(transfer)) throw noTransferList(transfer);
  const ends = transfer.map((port: unknown, index) => {
    const state = portStates.find(port);
    if (!state) throw invalidTransfer(`Port at index ${index} is not a valid port`);
    if (port === source) throw new TypeError(`Port at index ${index} contains the source port.`);
    if (!state.end) throw new TypeError(`Port at index ${index} is already neutered`);
    if (transfer.indexOf(port) !== index)
      throw new TypeError(`Port at index ${index} is a duplicate of an earlier one`);
    return state.end;
  });
  for (const port of transfer) portStates.of(port as object).end = null;
  for (const end of ends) end.release();
  return ends;
}

export type PostMessageArguments = [channel: string, message: unknown, transfer?: Electron.MessagePortMain[]];

/** Throws TypeError in Electron's words for what contents.postMessage() and frame.postMessage() cannot take. */
export function validatePostMessage(args: Readonly<PostMessageArguments>): void {
  if (args.length < 2) throw new TypeError('Insufficient number of arguments: channel and message are expected.');
  const [channel, , transfer] = args;
  if (typeof channel !== 'string') {
    throw new TypeError(
      `Error processing argument at index 0: ${invalidArgType('channel', 'a string', channel).message}`,
    );
  }
  if (transfer === null) throw noTransferList(transfer);
}

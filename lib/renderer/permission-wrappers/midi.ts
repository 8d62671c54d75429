/** navigator.requestMIDIAccess(). */
import { allows, notAllowed, type PermissionWrapper } from './permission-asker';

export const wrapMidi: PermissionWrapper = (asker) => {
  asker.guard(Navigator.prototype, 'requestMIDIAccess', {
    request: (self, [options]) => {
      if (!(self instanceof Navigator) || !allows('midi')) return null;
      const isSysex = Boolean((options as MIDIOptions | null | undefined)?.sysex);
      return { permission: isSysex ? 'midiSysex' : 'midi' };
    },
    refusal: () => notAllowed('Permission to use Web MIDI API was not granted.'),
  });
};

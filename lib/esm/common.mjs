// import … from 'electron/common': what the main process and renderers share.
const common = globalThis[Symbol.for('valence.modules')]['electron/common'];
export default common;
export const { clipboard, crashReporter, nativeImage, shell } = common;

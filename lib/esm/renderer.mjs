// import … from 'electron/renderer': type-only in the main process, as in Electron.
export default globalThis[Symbol.for('valence.modules')]['electron/renderer'];

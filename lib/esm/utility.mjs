// import … from 'electron/utility': type-only in the main process.
const utility = globalThis[Symbol.for('valence.modules')]['electron/utility'];
export default utility;
export const { net } = utility;

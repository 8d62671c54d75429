// import … from 'electron/common'. Nothing that both processes share is part of the session API yet.
export default globalThis[Symbol.for('valence.modules')]['electron/common'];

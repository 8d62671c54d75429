// What is left of an app that has ended, or is about to.
import type { SpawnedApp } from './apps';
import { inMemoryDirectoriesOf, untilNoneMarked } from './processes';

/** Pids of the supervisors of its browsers. */
export const supervisorsOf = (spawned: SpawnedApp): number[] =>
  spawned
    .processes()
    .filter(({ commandLine: [program = ''] }) => program.endsWith('/valence_supervisor'))
    .map(({ pid }) => pid);

/** Resolves when neither a process nor a directory in memory is left of an app. */
export async function untilNothingIsLeft(spawned: SpawnedApp): Promise<void> {
  await spawned.exited;
  await untilNoneMarked(spawned.home.mark);
  const left = inMemoryDirectoriesOf([spawned.pid]);
  if (left.length > 0) throw new Error(`Left in memory: ${left.join(', ')}`);
}

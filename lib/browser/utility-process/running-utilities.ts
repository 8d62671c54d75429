/** The utility processes that run, for app.getAppMetrics(). */
import { SERVICE_NAME } from './exit-details';

/** Their names by process id. */
export const runningUtilities = new Map<number, string>();

/** Undefined for any other process. */
export function utilityKind(pid: number): Pick<Electron.ProcessMetric, 'type' | 'name' | 'serviceName'> | undefined {
  const name = runningUtilities.get(pid);
  return name === undefined ? undefined : { type: 'Utility', name, serviceName: SERVICE_NAME };
}

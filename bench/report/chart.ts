/** placeholder */
import type { Machine } from '../lib/machine';
import type { CaseResult } from './comparison';
export function renderChart(_results: readonly CaseResult[], _about: { machine: Machine; rounds: number }): string {
  return '';
}

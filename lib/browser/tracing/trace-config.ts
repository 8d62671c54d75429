/** Electron's two forms of a trace configuration, in the words of DevTools. */
import {
  invalidArgValue,
  validateBoolean,
  validateInteger,
  validateObject,
  validateOneOf,
  validateString,
  validateStringArray,
} from '../../common/validators';
import type { Params } from '../devtools/connection';
import { warnOnce } from '../warn-once';

export type DevToolsConfig = NonNullable<NonNullable<Params<'Tracing.start'>>['traceConfig']>;
type RecordMode = NonNullable<DevToolsConfig['recordMode']>;

const MODES = {
  'record-until-full': 'recordUntilFull',
  'record-continuously': 'recordContinuously',
  'record-as-much-as-possible': 'recordAsMuchAsPossible',
  'trace-to-console': 'echoToConsole',
} as const satisfies Record<string, RecordMode>;

type Mode = keyof typeof MODES;

/** Entries that DevTools has no parameter for. */
const UNSUPPORTED = ['histogram_names', 'included_process_ids', 'trace_buffer_size_in_events'] as const;

const isMode = (word: string): word is Mode => word in MODES;

function ofCategories({ categoryFilter, traceOptions }: Electron.TraceCategoriesAndOptions): DevToolsConfig {
  const words = (text: string): string[] =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  const categories = words(categoryFilter);
  const options = words(traceOptions);
  // The last one counts.
  const mode = options.findLast(isMode) ?? 'record-until-full';
  return {
    recordMode: MODES[mode],
    enableSampling: options.includes('enable-sampling'),
    enableSystrace: options.includes('enable-systrace'),
    enableArgumentFilter: options.includes('enable-argument-filter'),
    includedCategories: categories.filter((category) => !category.startsWith('-')),
    excludedCategories: categories.filter((category) => category.startsWith('-')).map((category) => category.slice(1)),
  };
}

function ofConfig(config: Electron.TraceConfig): DevToolsConfig {
  const result: DevToolsConfig = {};
  const { recording_mode: mode, trace_buffer_size_in_kb: size, enable_argument_filter: filter } = config;
  const { included_categories: included, excluded_categories: excluded, memory_dump_config: memory } = config;
  if (mode !== undefined) {
    validateOneOf(mode, 'options.recording_mode', Object.keys(MODES) as Mode[]);
    result.recordMode = MODES[mode];
  }
  if (size !== undefined) {
    validateInteger(size, 'options.trace_buffer_size_in_kb');
    if (size < 0) throw invalidArgValue('options.trace_buffer_size_in_kb', 'a number of kilobytes', size);
    result.traceBufferSizeInKb = size;
  }
  if (filter !== undefined) {
    validateBoolean(filter, 'options.enable_argument_filter');
    result.enableArgumentFilter = filter;
  }
  if (included !== undefined) {
    validateStringArray(included, 'options.included_categories');
    result.includedCategories = included;
  }
  if (excluded !== undefined) {
    validateStringArray(excluded, 'options.excluded_categories');
    result.excludedCategories = excluded;
  }
  if (memory !== undefined) {
    validateObject(memory, 'options.memory_dump_config');
    result.memoryDumpConfig = memory;
  }
  for (const name of UNSUPPORTED) {
    if (config[name] !== undefined)
      warnOnce(
        'VALENCE_UNSUPPORTED_TRACE_OPTION',
        name,
        `contentTracing.startRecording(): ${name} has no effect in Valence: see "Tracing" in docs/limits.md`,
      );
  }
  return result;
}

/** Throws TypeError for bad options. */
export function traceConfigOf(options: Electron.TraceConfig | Electron.TraceCategoriesAndOptions): DevToolsConfig {
  validateObject(options, 'options');
  const { categoryFilter, traceOptions } = options as Partial<Electron.TraceCategoriesAndOptions>;
  if (categoryFilter === undefined && traceOptions === undefined) return ofConfig(options as Electron.TraceConfig);
  validateString(categoryFilter, 'options.categoryFilter');
  validateString(traceOptions, 'options.traceOptions');
  return ofCategories({ categoryFilter, traceOptions });
}

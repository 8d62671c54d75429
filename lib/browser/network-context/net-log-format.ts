/** The file of a net log (net/log/file_net_log_observer.cc), made of what Chromium's tracing reports of the category `netlog`. */
import { NET_ERRORS } from '../../common/net-errors';

/** One trace event, as far as it is read. */
export interface TraceEvent {
  cat: string;
  name: string;
  /** b: begins; e: ends; n: neither. */
  ph: string;
  pid: number;
  /** Microseconds of the monotonic clock. */
  ts: number;
  id2?: { local?: string };
  args: { source_type?: string; params?: Record<string, unknown> };
}

const PHASES = { PHASE_NONE: 0, PHASE_BEGIN: 1, PHASE_END: 2 } as const;
const PHASE_OF: Readonly<Record<string, number>> = { b: PHASES.PHASE_BEGIN, e: PHASES.PHASE_END };

/** Each process counts its sources from 1. */
const SOURCES_PER_PROCESS = 0x100_0000;

/** Numbers for names, in the order of their coming. */
class Numbers {
  readonly byName: Record<string, number> = {};
  #last = 0;

  of(name: string): number {
    return (this.byName[name] ??= ++this.#last);
  }
}

/** Constants and events of a file, in JSON. */
export interface NetLogEvents {
  constants: string;
  events: string[];
}

/** Of a log without events. */
export const netLogConstants = (chromiumVersion: string): string => netLogEvents([], chromiumVersion).constants;

export function netLogEvents(events: readonly TraceEvent[], chromiumVersion: string): NetLogEvents {
  const types = new Numbers();
  const sources = new Numbers();
  const processes = new Numbers();
  const lines = events
    .filter(({ cat }) => cat.split(',').includes('netlog'))
    .sort((a, b) => a.ts - b.ts)
    .map((event) => JSON.stringify(converted(event, types, sources, processes)));
  const constants = JSON.stringify({
    logFormatVersion: 1,
    logCaptureMode: 'Default',
    logEventTypes: types.byName,
    logEventPhase: PHASES,
    logSourceType: sources.byName,
    netError: { OK: 0, ...NET_ERRORS },
    addressFamily: { ADDRESS_FAMILY_UNSPECIFIED: 0, ADDRESS_FAMILY_IPV4: 1, ADDRESS_FAMILY_IPV6: 2 },
    certStatusFlag: {},
    loadFlag: {},
    loadState: {},
    activeFieldTrialGroups: [],
    clientInfo: { name: 'Chromium', version: chromiumVersion, os_type: 'Linux', command_line: '' },
    // Added to the times of events it gives milliseconds since the epoch.
    timeTickOffset: Math.round(Date.now() - Number(process.hrtime.bigint() / 1_000_000n)),
  });
  return { constants, events: lines };
}

function converted(event: TraceEvent, types: Numbers, sources: Numbers, processes: Numbers): object {
  const { source_start_time: start, ...params } = event.args.params ?? {};
  const id = Number.parseInt(event.id2?.local ?? '0', 16);
  return {
    time: String(Math.round(event.ts / 1000)),
    type: types.of(event.name),
    source: {
      id: (processes.of(String(event.pid)) - 1) * SOURCES_PER_PROCESS + id,
      type: sources.of(event.args.source_type ?? 'NONE'),
      start_time: typeof start === 'string' ? start : String(Math.round(event.ts / 1000)),
    },
    phase: PHASE_OF[event.ph] ?? PHASES.PHASE_NONE,
    ...(Object.keys(params).length > 0 ? { params } : {}),
  };
}

/** What the bench and the process it measures tell each other over Node's IPC channel. */

/** Memory of a process tree in bytes. */
export interface TreeMemory {
  /** Private pages plus a share of the common ones: what the tree costs this machine. */
  pss: number;
  /** Private pages only: what would be free again without the tree. */
  uss: number;
  processes: number;
}

export type FromSubject =
  /** A figure of the case, in the metric's unit. */
  | { type: 'sample'; metric: string; value: number }
  /** A moment: the bench notes the time since the process was started under this metric. */
  | { type: 'moment'; metric: string }
  /** Asks to be told when the process tree has come to rest. */
  | { type: 'settle' }
  | { type: 'done' }
  | { type: 'failed'; error: string };

export interface ToSubject {
  type: 'settled';
  memory: TreeMemory;
}

/** What a measured process is to do; travels in the environment, because arguments of an app go on to Chromium. */
export interface Assignment {
  case: string;
  contender: string;
  quick: boolean;
  /** Page on a loopback server, with subpages below it. */
  pageURL: string;
  /** The Chromium executable of all contenders. */
  executable: string;
  /** Empty directory for profiles on disk. */
  scratch: string;
}

export const ASSIGNMENT = 'VALENCE_BENCH_ASSIGNMENT';
/** Names the run in the environment of everything that a measured process starts. */
export const RUN_ID = 'VALENCE_BENCH_RUN';

/** The `contentTracing` module (docs/api/content-tracing.md). */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { validateString } from '../../common/validators';
import { sessionContexts } from '../session/internals';
import { traceConfigOf } from '../tracing/trace-config';
import { TraceRecorder } from '../tracing/trace-recorder';
import { app } from './app';
import { session } from './session-module';

const recorder = new TraceRecorder(() => sessionContexts.of(session.defaultSession));

function requireReady(): void {
  if (!app.isReady()) throw new Error('contentTracing cannot be used before app is ready');
}

export const contentTracing: Electron.ContentTracing = {
  async getCategories() {
    requireReady();
    return recorder.categories();
  },
  async startRecording(options) {
    requireReady();
    await recorder.start(traceConfigOf(options));
  },
  async stopRecording(resultFilePath = '') {
    requireReady();
    validateString(resultFilePath, 'resultFilePath');
    const path = resultFilePath || join(app.getPath('temp'), `trace-${randomUUID()}.json`);
    await recorder.stop(path);
    return path;
  },
  async getTraceBufferUsage() {
    requireReady();
    return recorder.usage();
  },
};

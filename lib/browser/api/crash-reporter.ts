/** The `crashReporter` module (docs/api/crash-reporter.md): parameters are kept, and no report is made. */
import { validateBoolean, validateObject, validateString } from '../../common/validators';
import { warnOnce } from '../warn-once';

const parameters = new Map<string, string>();
let uploads = false;

export const crashReporter: Electron.CrashReporter = {
  start(options) {
    validateObject(options, 'options');
    const { submitURL, uploadToServer = true, extra = {}, globalExtra = {} } = options;
    if (submitURL !== undefined) validateString(submitURL, 'options.submitURL');
    if (uploadToServer && submitURL === undefined) {
      throw new Error('submitURL must be specified when uploadToServer is true');
    }
    uploads = uploadToServer;
    for (const [key, value] of Object.entries({ ...extra, ...globalExtra }))
      crashReporter.addExtraParameter(key, value);
    warnOnce(
      'VALENCE_NO_CRASH_REPORTS',
      'crashReporter',
      'crashReporter.start() makes no reports in Valence: see "Processes and crashes" in docs/limits.md',
    );
  },
  addExtraParameter(key, value) {
    validateString(key, 'key');
    validateString(value, 'value');
    parameters.set(key, value);
  },
  removeExtraParameter(key) {
    validateString(key, 'key');
    parameters.delete(key);
  },
  getParameters: () => Object.fromEntries(parameters),
  getUploadToServer: () => uploads,
  setUploadToServer(uploadToServer) {
    validateBoolean(uploadToServer, 'uploadToServer');
    uploads = uploadToServer;
  },
  getUploadedReports: () => [],
  // Null before the first report, as in Electron.
  getLastCrashReport: () => null as unknown as Electron.CrashReport,
};

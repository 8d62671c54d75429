/** The folder of the bundled library (`out/<config>/lib`), found from the running bundle. */
import { dirname, join } from 'node:path';

export const libraryFolder = (): string => __dirname;

/** The folder of the build: launcher, supervisor, addon, default app. */
export const buildFolder = (): string => dirname(__dirname);

/** The value of process.resourcesPath: beside the launcher, where Electron has it. */
export const resourcesFolder = (execPath: string): string => join(dirname(execPath), 'resources');

/** The picture of the window that `--picture=FILE` asks for. */
import { app } from 'electron';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const SWITCH = 'picture';

/** The file, absolute; null if no picture is asked for. Chromium does not get the switch. Throws Error if it names no file. */
export function takePictureSwitch(): string | null {
  const { commandLine } = app;
  if (!commandLine.hasSwitch(SWITCH)) return null;
  const file = commandLine.getSwitchValue(SWITCH);
  commandLine.removeSwitch(SWITCH);
  if (file === '') throw new Error(`--${SWITCH} needs a file: --${SWITCH}=window.png`);
  return resolve(file);
}

/** Replaces what is there. Rejects with an Error that names the file if it cannot be written. */
export async function savePicture(png: Buffer, file: string): Promise<void> {
  try {
    await writeFile(file, png);
  } catch (error) {
    throw new Error(`The picture cannot be saved: ${(error as Error).message}`, { cause: error });
  }
  console.log(`Picture of the window: ${file}`);
}

// script/lib/fixtures/client.mjs, which lies outside of what is transpiled.
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

type Client = typeof import('../../script/lib/fixtures/client.mjs');

/** spec/fixtures where it stands in the tree. */
export const FIXTURES = realpathSync(path.join(__dirname, '..', 'fixtures'));

const CLIENT = path.join(FIXTURES, '..', '..', 'script', 'lib', 'fixtures', 'client.mjs');

export const fixtureClient = async (): Promise<Client> => (await import(pathToFileURL(CLIENT).href)) as Client;

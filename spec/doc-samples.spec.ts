// Every sample of the documentation is an app that runs as it stands, and prints what the page says.
import { expect } from 'chai';
import { spawnApp } from './lib/apps';
import { readDocSamples } from './lib/doc-samples';

describe('samples of the documentation', () => {
  for (const { title, main, files, output } of readDocSamples()) {
    it(title, async () => {
      const { [main]: source = '', 'package.json': manifest = '{}', ...others } = files;
      const packageJSON = JSON.parse(manifest) as Record<string, unknown>;
      const { code, stdout, stderr } = await spawnApp(source, { main, files: others, packageJSON }).exited;
      expect([code, output === null ? null : stdout], stderr).to.deep.equal([0, output]);
    });
  }
});

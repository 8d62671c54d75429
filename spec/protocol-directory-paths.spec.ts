import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { DirectoryRoutes, directoryOf, protocolOf } from './lib/directory-routes';
import * as path from 'node:path';

describe('ses.protocol', () => {
  const routes = new DirectoryRoutes();

  describe('protocol.handleDirectory() and the URL', () => {
    it('decodes names', async () => {
      await routes.open({ 'ein Blatt für 100%.txt': 'content' });
      expect(await routes.get('/ein%20Blatt%20f%C3%BCr%20100%25.txt?query#fragment')).to.equal('200 content');
    });

    it('answers 404 for what is not there', async () => {
      await routes.open({ 'a.txt': '' });
      expect(await routes.get('/missing')).to.equal('404 Not Found');
      expect(await routes.get('/a.txt/')).to.equal('404 Not Found');
      expect(await routes.get('/a.txt/more')).to.equal('404 Not Found');
      expect(await routes.get(`/${'x'.repeat(300)}`)).to.equal('404 Not Found');
    });

    it('leads out of the directory by no encoding of dots and slashes', async () => {
      const directory = await routes.open({ 'public/a.txt': 'public', 'public/index.html': '<title>Public</title>' });
      fs.writeFileSync(path.join(directory, 'secret'), 'secret');
      routes.session().protocol.unhandle('app');
      protocolOf(routes.session()).handleDirectory('app', path.join(directory, 'public'));
      await routes.contents.loadURL('app://host/');
      expect(await routes.get('/../secret')).to.equal('404 Not Found');
      expect(await routes.get('/%2e%2e/secret')).to.equal('404 Not Found');
      expect(await routes.get('/.%2e/%2E./secret')).to.equal('404 Not Found');
      expect(await routes.get('/..\\secret')).to.equal('404 Not Found');
      for (const url of [
        '/..%2fsecret',
        '/%2e%2e%2Fsecret',
        '/..%5csecret',
        '/x%5c..%5csecret',
        '/a.txt%00.html',
        '/%2fetc/passwd',
      ]) {
        expect(await routes.get(url), url).to.equal('400 Bad Request');
      }
      // Encoded twice it is a name with a percent sign.
      expect(await routes.get('/%252e%252e%252fsecret')).to.equal('404 Not Found');
    });

    it('leads out of the directory by no dots of a scheme that is not standard', async () => {
      const directory = directoryOf({ 'secret': 'secret', 'public/a.txt': 'public' });
      routes.add('plain', path.join(directory, 'public'));
      const read = async (url: string): Promise<string> => (await routes.session().fetch(url)).text();
      expect(await read('plain:a.txt')).to.equal('public');
      expect(await read('plain:../secret')).not.to.equal('secret');
      expect(await read('plain://x/../../secret')).not.to.equal('secret');
    });

    it('answers 400 for what is not encoded as UTF-8', async () => {
      await routes.open({});
      expect(await routes.get('/%ff')).to.equal('400 Bad Request');
      expect(await routes.get('/%zz')).to.equal('400 Bad Request');
    });

    it('follows symbolic links within the directory only', async () => {
      const directory = await routes.open({ 'real/a.txt': 'content' });
      const outside = directoryOf({ 'secret.txt': 'secret' });
      fs.symlinkSync('real/a.txt', path.join(directory, 'inside.txt'));
      fs.symlinkSync(path.join(outside, 'secret.txt'), path.join(directory, 'outside.txt'));
      fs.symlinkSync(outside, path.join(directory, 'folder'));
      fs.symlinkSync('loop', path.join(directory, 'loop'));
      expect(await routes.get('/inside.txt')).to.equal('200 content');
      expect(await routes.get('/outside.txt')).to.equal('404 Not Found');
      expect(await routes.get('/folder/secret.txt')).to.equal('404 Not Found');
      expect(await routes.get('/loop')).to.equal('404 Not Found');
    });

    it('may begin at a symbolic link that changes', async () => {
      const directory = directoryOf({ 'one/a.txt': 'one', 'two/a.txt': 'two', 'one/index.html': '' });
      const current = path.join(directory, 'current');
      fs.symlinkSync('one', current);
      routes.add('app', current);
      await routes.contents.loadURL('app://host/');
      expect(await routes.get('/a.txt')).to.equal('200 one');
      fs.unlinkSync(current);
      fs.symlinkSync('two', current);
      expect(await routes.get('/a.txt')).to.equal('200 two');
    });

    it('does not find directories beside it whose name begins in the same way', async () => {
      const directory = directoryOf({ 'site/index.html': '', 'site-secret/a.txt': 'secret' });
      fs.symlinkSync('../site-secret', path.join(directory, 'site', 'link'));
      routes.add('app', path.join(directory, 'site'));
      await routes.contents.loadURL('app://host/');
      expect(await routes.get('/link/a.txt')).to.equal('404 Not Found');
    });

    it('answers 404 for names that begin with a dot', async () => {
      await routes.open({ '.env': 'secret', '.git/config': 'secret' });
      expect(await routes.get('/.env')).to.equal('404 Not Found');
      expect(await routes.get('/%2eenv')).to.equal('404 Not Found');
      expect(await routes.get('/.git/config')).to.equal('404 Not Found');
    });

    it('answers 404 for pipes and devices', async () => {
      const directory = await routes.open({});
      execFileSync('mkfifo', [path.join(directory, 'pipe')]);
      expect(await routes.get('/pipe')).to.equal('404 Not Found');
    });
  });
});

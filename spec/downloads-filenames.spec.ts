// How downloads are called, whatever servers say.
import { expect } from 'chai';
import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { listenWithFiles, nextDownload, untilDone } from './lib/downloads';
import { useSharedSession } from './lib/sessions';
import { tempDir } from './lib/temp';

/** Bytes of a header: Node.js writes Latin-1. */
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

interface Named {
  what: string;
  disposition: string;
  name: string | RegExp;
}

const NAMES: Named[] = [
  { what: 'a plain name', disposition: 'attachment; filename=plain.txt', name: 'plain.txt' },
  { what: 'RFC 5987', disposition: "attachment; filename*=UTF-8''%E2%82%AC%20rates.txt", name: '€ rates.txt' },
  { what: 'both forms', disposition: `attachment; filename="a.txt"; filename*=UTF-8''b.txt`, name: 'b.txt' },
  { what: 'bytes of UTF-8', disposition: utf8('attachment; filename="größe.txt"'), name: 'größe.txt' },
  { what: 'Latin-1', disposition: 'attachment; filename="gr\xf6\xdfe.txt"', name: /^gr.+e\.txt$/ },
  { what: 'an encoded word', disposition: 'attachment; filename="=?UTF-8?Q?gr=C3=B6=C3=9Fe.txt?="', name: 'größe.txt' },
  { what: 'a traversal', disposition: 'attachment; filename="../../../etc/passwd"', name: /^[^/]*passwd$/ },
  { what: 'a traversal, encoded', disposition: "attachment; filename*=UTF-8''..%2F..%2Fx.txt", name: /^[^/]*x\.txt$/ },
  { what: 'an absolute path', disposition: 'attachment; filename="/etc/passwd"', name: /^[^/]*passwd$/ },
  { what: 'a hidden file', disposition: 'attachment; filename=".bashrc"', name: /^[^./]*bashrc$/ },
  { what: 'a reserved name', disposition: 'attachment; filename="con.txt"', name: /con\.txt$/ },
  { what: 'no name', disposition: 'attachment', name: 'url-name.txt' },
  { what: 'dots only', disposition: 'attachment; filename=".."', name: /^[^./][^/]*$/ },
  { what: 'a program', disposition: 'attachment; filename="tool.exe"', name: 'tool.exe' },
  { what: 'a line break', disposition: "attachment; filename*=UTF-8''a%0Ab.txt", name: /^[^\n/]+$/ },
  { what: 'a NUL', disposition: "attachment; filename*=UTF-8''a%00b.txt", name: /^[^\0/]+$/ },
];

describe("ses event 'will-download'", () => {
  const shared = useSharedSession();

  /** Downloads into a directory of its own; resolves with the item's name and the file's. */
  async function download(disposition: string): Promise<{ filename: string; files: string[] }> {
    const ses = shared();
    const directory = tempDir();
    ses.setDownloadPath(directory);
    const server = await listenWithFiles((_, response) => {
      const headers = { 'content-disposition': disposition, 'content-type': 'application/octet-stream' };
      response.writeHead(200, headers).end('contents');
    });
    const begun = nextDownload(ses);
    ses.downloadURL(`${server.origin}/url-name.txt`);
    const { item } = await begun;
    expect(await untilDone(item)).to.equal('completed');
    const files = readdirSync(directory);
    expect(path.dirname(item.getSavePath())).to.equal(directory);
    expect(readFileSync(item.getSavePath(), 'utf8')).to.equal('contents');
    return { filename: item.getFilename(), files };
  }

  for (const { what, disposition, name } of NAMES) {
    it(`names a file after ${what}`, async () => {
      const { filename, files } = await download(disposition);
      expect(files).to.deep.equal([filename]);
      if (typeof name === 'string') expect(filename).to.equal(name);
      else expect(filename).to.match(name);
    });
  }

  it('cuts a name of 300 bytes, not its extension', async () => {
    const { files } = await download(`attachment; filename*=UTF-8''${'%C3%B6'.repeat(150)}.txt`);
    expect(files).to.have.length(1);
    expect(files[0]).to.match(/^ö+\.txt$/);
    expect(Buffer.byteLength(files[0]!)).to.be.at.most(255);
  });
});

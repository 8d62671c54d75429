// The samples of docs/**/*.md. A block of `js` or `mjs` is an app; blocks with a title, below one heading, are the files of
// one app. A `text` block behind them is what the app prints.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const DOCS = path.join(__dirname, '..', 'docs');
const MAINS: Record<string, string> = { js: 'main.js', mjs: 'main.mjs' };

export interface DocSample {
  /** "docs/api/cookies.md, Cookies" */
  title: string;
  /** Name of the file that starts the app. */
  main: string;
  /** Name to content, package.json among them if the page has one. */
  files: Record<string, string>;
  /** Null where the page does not say. */
  output: string | null;
}

interface Block {
  heading: string;
  language: string;
  file: string | null;
  text: string;
}

function readBlocks(page: string): Block[] {
  let heading = '';
  const parts = readFileSync(path.join(DOCS, page), 'utf8').matchAll(
    /^#+ (.+)$|^```(\w+)(?: title='([^']+)')?\n([^]*?)^```$/gm,
  );
  return [...parts].flatMap(([, title, language, file = null, text = '']) => {
    if (language !== undefined) return [{ heading, language, file, text }];
    heading = title ?? '';
    return [];
  });
}

/** In the order of the page. */
function samplesOf(page: string): DocSample[] {
  const samples: DocSample[] = [];
  let open: DocSample | null = null;
  for (const { heading, language, file, text } of readBlocks(page)) {
    if (language === 'text') {
      if (open) open.output = text;
      open = null;
    } else if (file !== null && open && !(file in open.files) && open.title.endsWith(heading)) {
      open.files[file] = text;
    } else if (file !== null || language in MAINS) {
      const main = MAINS[language] ?? 'main.js';
      open = { title: `docs/${page}, ${heading}`, main, files: { [file ?? main]: text }, output: null };
      samples.push(open);
    }
  }
  return samples;
}

/** Every sample of every page. */
export function readDocSamples(): DocSample[] {
  return readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .sort()
    .flatMap(samplesOf);
}

/** What steers the connections of a session: proxies, TLS, an emulated network, and what the app said of certificates. */
import { formatBytes } from '../common/format';
import type { Answer } from '../common/messages';
import { element, setText, table, truncated } from './dom';

type Settings = Electron.NetworkSettings;
type Judgement = Settings['certificates'][number];

/** Text of code, such as rules: it may be long. */
const code = (text: string): HTMLElement => element('code', {}, text);

const MODES: Record<string, string> = {
  direct: 'No proxy',
  auto_detect: 'Found by itself: http://wpad/wpad.dat decides',
  pac_script: 'A PAC script decides',
  fixed_servers: 'Rules',
  system: 'Of the environment and the desktop',
};

/** A data: URL holds the whole script. */
const scriptName = (url: string): string => (url.startsWith('data:') ? 'a data: URL' : url);

function proxyFacts(proxy: Settings['proxy']): [string, ...(HTMLElement | string)[]][] {
  if (!proxy) return [['Proxy', 'Not set: the command line and the system decide']];
  const { mode, proxyRules, proxyBypassRules, pacScript, proxiesWithCredentials } = proxy;
  const facts: [string, ...(HTMLElement | string)[]][] = [];
  if (mode === 'fixed_servers' && proxyRules !== '') {
    facts.push(['Proxy', code(proxyRules)]);
    facts.push(['Exceptions', proxyBypassRules === '' ? 'localhost' : code(proxyBypassRules)]);
  } else if (mode === 'pac_script') facts.push(['Proxy', 'PAC script: ', code(scriptName(pacScript))]);
  else facts.push(['Proxy', mode === 'fixed_servers' ? 'No proxy' : (MODES[mode] ?? mode)]);
  if (proxiesWithCredentials.length > 0) facts.push(['With a login', code(proxiesWithCredentials.join(', '))]);
  return facts;
}

const versionText = (version: string): string => version.replace('tls', '');

const suiteText = (suite: number): string => `0x${suite.toString(16).padStart(4, '0')}`;

function tlsText({ minVersion, maxVersion, disabledCipherSuites }: Settings['ssl']): (HTMLElement | string)[] {
  const [lowest, highest] = [versionText(minVersion), versionText(maxVersion)];
  const versions = lowest === highest ? `TLS ${lowest} only` : `TLS ${lowest} to ${highest}`;
  if (disabledCipherSuites.length === 0) return [versions];
  return [`${versions}, without `, code(disabledCipherSuites.map(suiteText).join(', '))];
}

function emulationText(emulation: Settings['emulation']): string {
  if (!emulation) return 'As it is';
  const { offline, latency, downloadThroughput, uploadThroughput } = emulation;
  if (offline) return 'Emulated: offline';
  const limits = [
    latency > 0 ? `${latency} ms latency` : '',
    downloadThroughput > 0 ? `${formatBytes(downloadThroughput)}/s down` : '',
    uploadThroughput > 0 ? `${formatBytes(uploadThroughput)}/s up` : '',
  ].filter((text) => text !== '');
  return `Emulated: ${limits.length > 0 ? limits.join(', ') : 'no limits'}`;
}

function certificatesText({ verifiesCertificates, certificates }: Settings): string {
  if (!verifiesCertificates) return 'Chromium decides';
  return certificates.length > 0 ? 'The app decides' : 'The app decides; it was not asked yet';
}

function factList(settings: Settings): HTMLElement {
  const list = element('dl', { class: 'facts' });
  const facts: [string, ...(HTMLElement | string)[]][] = [
    ...proxyFacts(settings.proxy),
    ['TLS', ...tlsText(settings.ssl)],
    ['Network', emulationText(settings.emulation)],
    ['Certificates', certificatesText(settings)],
  ];
  for (const [term, ...content] of facts) list.append(element('dt', {}, term), element('dd', {}, ...content));
  return list;
}

const withoutPrefix = (error: string): string => error.replace(/^net::/, '');

function answerBadge(answer: Judgement['answer']): HTMLElement {
  if (answer === null) return element('span', { class: 'badge' }, 'waits');
  if (answer === 'accepted') return element('span', { class: 'badge' }, 'accepted');
  if (answer === 'chromium') return element('span', { class: 'badge' }, 'left to Chromium');
  return element('span', { class: 'badge refused', title: answer }, `refused: ${withoutPrefix(answer)}`);
}

function certificateTable(certificates: readonly Judgement[]): HTMLElement {
  const made = table('certificates', 'Certificates', [
    { title: 'Host' },
    { title: 'Certificate of' },
    { title: 'Issued by' },
    { title: 'What is wrong' },
    { title: 'Answer of the app' },
  ]);
  made.tBodies[0]?.append(
    ...certificates.map(({ hostname, subjectName, issuerName, verificationResult, answer }) =>
      element(
        'tr',
        {},
        truncated('td', hostname),
        truncated('td', subjectName),
        truncated('td', issuerName),
        truncated('td', verificationResult === 'net::OK' ? 'nothing' : withoutPrefix(verificationResult)),
        element('td', {}, answerBadge(answer)),
      ),
    ),
  );
  return made;
}

export interface ConnectionActions {
  /** Which proxy a URL has. */
  resolve(url: string): Promise<Answer<string>>;
}

export class ConnectionsPanel {
  readonly #actions: ConnectionActions;
  readonly #facts = element('div');
  readonly #certificates = element('div');
  readonly #url = element('input', {
    type: 'text',
    name: 'url',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'https://example.com/',
  });
  readonly #result = element('output', { class: 'mono' });
  /** What is drawn: what has not changed keeps its selected text. */
  #drawn = '';
  #asked = 0;

  constructor(panel: HTMLElement, actions: ConnectionActions) {
    this.#actions = actions;
    const form = element(
      'form',
      { class: 'resolve-proxy' },
      element('label', {}, 'Which proxy has', this.#url),
      element('button', { type: 'submit', class: 'button small' }, 'Resolve'),
      this.#result,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#resolve();
    });
    panel.replaceChildren(this.#facts, form, this.#certificates);
  }

  /** Another session: the answer was that of the one before. */
  reset(): void {
    this.#asked++;
    setText(this.#result, '');
  }

  show(settings: Settings): void {
    const key = JSON.stringify(settings);
    if (this.#drawn === key) return;
    this.#drawn = key;
    const { certificates } = settings;
    this.#facts.replaceChildren(factList(settings));
    this.#certificates.replaceChildren(...(certificates.length > 0 ? [certificateTable(certificates)] : []));
  }

  async #resolve(): Promise<void> {
    const asked = ++this.#asked;
    const answer = await this.#actions.resolve(this.#url.value);
    if (asked !== this.#asked) return;
    this.#result.classList.toggle('problem', !answer.ok);
    setText(this.#result, answer.ok ? answer.value.replaceAll(';', ', then ') : answer.error);
  }
}

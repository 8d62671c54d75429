/** ses.setCertificateVerifyProc(): the app's procedure, asked once for each host and certificate. */
import type { DetailedPeerCertificate } from 'node:tls';
import { NET_ERRORS } from '../../common/net-errors';
import { callApp } from '../app-calls';
import { isIssuedByKnownRoot, toCertificate, verificationOf } from './certificate';

export type VerifyProc = (request: Electron.Request, callback: (verificationResult: number) => void) => void;

/** 0: accepted; -3: as Chromium decides; anything else: refused, with the error of that number. */
export type Verdict = 'accept' | 'chromium' | `ERR_${string}`;

const refusalOf = (result: unknown): `ERR_${string}` => {
  const [name] = Object.entries(NET_ERRORS).find(([, errno]) => errno === result) ?? [];
  return (name as `ERR_${string}` | undefined) ?? 'ERR_FAILED';
};

/** A question to the procedure, and its answer. */
export interface CertificateJudgement {
  hostname: string;
  subjectName: string;
  issuerName: string;
  /** "net::OK", "net::ERR_CERT_DATE_INVALID": before the procedure was asked. */
  verificationResult: string;
  /** Null: it has not answered yet. */
  verdict: Verdict | null;
}

/** The oldest judgements are forgotten. */
const MOST_JUDGEMENTS = 100;

/** Milliseconds after which a procedure that does not answer has refused. */
const TIMEOUT = 30_000;

export class CertificateVerifier {
  readonly #proc: VerifyProc;
  readonly #verdicts = new Map<string, Promise<Verdict>>();
  readonly #judgements: CertificateJudgement[] = [];

  constructor(proc: VerifyProc) {
    this.#proc = proc;
  }

  /** What the procedure was asked last, newest first. */
  get judgements(): readonly CertificateJudgement[] {
    return this.#judgements;
  }

  /** `error`: authorizationError of the socket. Never rejects. */
  verify(hostname: string, certificate: DetailedPeerCertificate, error: string | null): Promise<Verdict> {
    const key = `${hostname} ${certificate.fingerprint256} ${error ?? ''}`;
    let verdict = this.#verdicts.get(key);
    if (!verdict) {
      verdict = this.#ask(hostname, certificate, error);
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  #ask(hostname: string, certificate: DetailedPeerCertificate, error: string | null): Promise<Verdict> {
    const converted = toCertificate(certificate);
    const request: Electron.Request = {
      hostname,
      certificate: converted,
      validatedCertificate: converted,
      isIssuedByKnownRoot: isIssuedByKnownRoot(certificate),
      ...verificationOf(error),
    };
    const { subjectName, issuerName } = converted;
    const { verificationResult } = request;
    const judgement: CertificateJudgement = { hostname, subjectName, issuerName, verificationResult, verdict: null };
    this.#judgements.unshift(judgement);
    this.#judgements.splice(MOST_JUDGEMENTS);
    return new Promise((settle) => {
      const resolve = (verdict: Verdict): void => {
        judgement.verdict ??= verdict;
        settle(judgement.verdict);
      };
      const late = setTimeout(() => {
        process.emitWarning(
          `The procedure of ses.setCertificateVerifyProc() has not called back for ${hostname} in ${TIMEOUT / 1000} s: its certificate is refused.`,
          { code: 'VALENCE_CERTIFICATE_UNANSWERED' },
        );
        resolve('ERR_FAILED');
      }, TIMEOUT).unref();
      const answer = (result: number): void => {
        clearTimeout(late);
        resolve(result === 0 ? 'accept' : result === -3 ? 'chromium' : refusalOf(result));
      };
      callApp(this.#proc, [request, answer], () => answer(-2));
    });
  }
}

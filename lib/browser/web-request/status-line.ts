/** The first line of a response. */
export interface StatusLine {
  code: number;
  phrase: string;
}

/** As Chromium writes it, whatever the version of HTTP was. */
export const statusLineOf = ({ code, phrase }: StatusLine): string => `HTTP/1.1 ${code}${phrase ? ` ${phrase}` : ''}`;

/** Downloads of blob: URLs, which only the page that made them can start. */
import type { Page } from './page';

export async function downloadBlob({ session }: Page, url: string): Promise<void> {
  const expression = `{
    const link = document.createElement('a');
    link.href = ${JSON.stringify(url)};
    link.download = '';
    link.click();
  }`;
  await session.send('Runtime.evaluate', { expression });
}

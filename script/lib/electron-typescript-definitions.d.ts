// The package comes without types.
declare module '@electron/typescript-definitions' {
  import type { ParsedDocumentationResult } from '@electron/docs-parser';

  export function generateDefinitions(options: { electronApi: ParsedDocumentationResult }): Promise<string>;
}

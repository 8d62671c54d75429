/** What specs call of a package that has no types. */
declare module 'electron-download-manager' {
  interface Downloaded {
    url: string;
    filePath: string;
  }

  interface DownloadOptions {
    url: string;
    /** Below the download folder. */
    path?: string;
    downloadFolder?: string;
    headers?: { name: string; value: string }[];
    onProgress?(percent: number, item: Electron.DownloadItem): void;
    onLogin?(authInfo: Electron.AuthInfo, callback: (username: string, password: string) => void): void;
  }

  interface BulkOptions {
    urls: string[];
    path?: string;
    onResult?(finished: number, errors: number, url: string): void;
  }

  const manager: {
    register(options?: { downloadFolder?: string }): void;
    download(options: DownloadOptions, callback: (error: Error | null, downloaded: Downloaded) => void): void;
    bulkDownload(
      options: BulkOptions,
      callback: (error: Error | null, finished: string[], errors: string[]) => void,
    ): void;
  };
  export = manager;
}

// Cookies as specs write and read them.
/** What Valence has beyond Electron's types: partitioned cookies. */
export interface PartitionKey {
  topLevelSite: string;
  hasCrossSiteAncestor?: boolean;
}
export type Cookie = Electron.Cookie & { partitionKey?: PartitionKey };
export type Details = Electron.CookiesSetDetails & { partitionKey?: PartitionKey };
export type Filter = Electron.CookiesGetFilter & { partitionKey?: PartitionKey };

export const URL_OF_ALL = 'https://shop.example/';

export const inSeconds = (seconds: number): number => Math.round(Date.now() / 1000) + seconds;
export const names = (cookies: readonly Electron.Cookie[]): string[] => cookies.map(({ name }) => name).sort();

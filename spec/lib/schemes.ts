// The custom schemes of the specs.

/** Registered before the app is ready: one scheme for each privilege that makes a difference. */
export const SCHEMES: Electron.CustomScheme[] = [
  {
    scheme: 'app',
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      corsEnabled: true,
      allowServiceWorkers: true,
      stream: true,
    },
  },
  { scheme: 'standard-only', privileges: { standard: true } },
  { scheme: 'secure-only', privileges: { standard: true, secure: true } },
  { scheme: 'fetch-only', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  { scheme: 'cors-only', privileges: { standard: true, secure: true, corsEnabled: true } },
  { scheme: 'bypass', privileges: { standard: true, secure: true, bypassCSP: true } },
  { scheme: 'com.example.dotted', privileges: { standard: true, secure: true } },
];

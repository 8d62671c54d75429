/** The patterns of Fetch.enable for a table of rules: Chromium need not pause what no rule can match. */
import type Protocol from 'devtools-protocol';

type Stage = Protocol.Fetch.RequestStage;

export function fetchPatterns(rules: readonly Valence.RequestRule[]): Protocol.Fetch.RequestPattern[] {
  const stages: Stage[] = ['Request', 'Response'];
  return stages.flatMap((requestStage) => {
    const ofStage = rules.filter(({ stage = 'Request' }) => stage === requestStage);
    if (ofStage.some(({ types }) => types === undefined)) return [{ urlPattern: '*', requestStage }];
    const types = new Set(ofStage.flatMap((rule) => rule.types ?? []));
    return [...types].map((type) => ({
      urlPattern: '*',
      requestStage,
      resourceType: type as Protocol.Network.ResourceType,
    }));
  });
}

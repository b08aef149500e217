import { isObject, type Json } from '../json.ts';

/**
 * Templates write the address of a WebSocket API by AWS's rule, `<api>.execute-api.<region>.amazonaws.com/<stage>`, and likewise those of an
 * event API, of a user pool's issuer and its sign-in pages. Here clients find them under our WebSocket endpoint, and senders of messages to a WebSocket API under our endpoint for requests.
 */
export function localEndpoints(
  value: Json,
  { endpoint, websocketEndpoint, region }: { endpoint: string; websocketEndpoint: string; region: string },
): Json {
  const pattern = new RegExp(`\\b(wss|https)://([a-z0-9]+)\\.execute-api\\.${region}\\.amazonaws\\.com`, 'g');
  const events = new RegExp(`\\b(wss|https)://([a-z0-9]+)\\.appsync-(?:realtime-)?api\\.${region}\\.amazonaws\\.com`, 'g');
  const issuers = new RegExp(`\\bhttps://cognito-idp\\.${region}\\.amazonaws\\.com/`, 'g');
  const signIns = new RegExp(`\\bhttps://([a-z0-9-]+)\\.auth\\.${region}\\.amazoncognito\\.com`, 'g');
  const http = websocketEndpoint.replace(/^ws/, 'http');
  const walk = (each: Json): Json => {
    if (typeof each === 'string')
      return each
        .replace(pattern, (_all, scheme: string, api: string) => `${scheme === 'wss' ? websocketEndpoint : endpoint}/${api}`)
        .replace(issuers, `${http}/cognito-idp/`)
        .replace(signIns, (_all, domain: string) => `${http}/cognito/${domain}`)
        .replace(events, (_all, scheme: string, api: string) => `${scheme === 'wss' ? websocketEndpoint : http}/${api}`);
    if (Array.isArray(each)) return each.map((item) => walk(item as Json));
    return isObject(each) ? Object.fromEntries(Object.entries(each).map(([key, child]) => [key, walk(child)])) : each;
  };
  return walk(value);
}

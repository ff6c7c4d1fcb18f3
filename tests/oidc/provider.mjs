// A real provider of OpenID Connect (oidc-provider) for the stories of single sign-on: node provider.mjs '{"port": …, "people": FILE, …}'.
// Whoever types a name of the file of people into its sign-in page is that person, with any password; the file is read each time.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import Provider from 'oidc-provider';

const {
  port, people, back, algorithm = 'RS256', secret, in_token: inToken = false, secure,
} = JSON.parse(process.argv[2]);

const key = (type, options) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig' });
const issuer = secure ? `https://localhost:${secure.port}` : `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: 'nulpunkt',
    ...(secret ? { client_secret: secret } : { token_endpoint_auth_method: 'none' }),
    redirect_uris: [back],
    id_token_signed_response_alg: algorithm,
  }],
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
  jwks: { keys: [key('rsa', { modulusLength: 2048 }), key('ec', { namedCurve: 'P-256' })] },
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['groups'] },
  // Where it conforms, it tells scopes when it is asked with the access token, and not in the ID token.
  conformIdTokenClaims: !inToken,
  findAccount: (_, id) => {
    const claims = JSON.parse(readFileSync(people, 'utf8'))[id];
    return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
  },
});
provider.proxy = true;

createServer(provider.callback()).listen(port, '127.0.0.1', () => {
  if (!secure) return console.log('ready');
  const [cert, privateKey] = [secure.chain, secure.key].map((file) => readFileSync(file));
  return createSecureServer({ cert, key: privateKey }, provider.callback()).listen(secure.port, () => console.log('ready'));
});

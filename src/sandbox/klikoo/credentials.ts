import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';

export type KlikooCredentials = {
  /** UUID v4. */
  clientId: string;
  /** 32 characters. */
  clientSecret: string;
  /** PKCS#8 PEM, RSA 2048: the client's half. */
  privateKeyPem: string;
  /** SPKI PEM: what the client pastes into Klikoo's dashboard. */
  publicKeyPem: string;
};

/** Makes what a client finds on Klikoo's dashboard (Pengaturan, Konfigurasi API), new each time. Takes about 100 ms. */
export function makeCredentials(): KlikooCredentials {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    clientId: randomUUID(),
    clientSecret: randomBytes(16).toString('hex'),
    privateKeyPem: privateKey,
    publicKeyPem: publicKey,
  };
}

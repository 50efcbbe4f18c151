import { createPrivateKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  authSignature,
  canonicalJson,
  formatTimestamp,
  hashBody,
  requestSignature,
  type Signable,
} from '../../src/klikoo/sign.ts';
import { keys } from './loopback.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const TIMESTAMP = '2024-02-07T10:28:35.000+07:00';

const BODY_A = {
  msidn: '08996647676',
  amount: '1',
  selling_price: '2',
  product_code: 'DNOPEN',
  value: '08996647676',
  partner_reference_id: '6d654219-d9b7-4e1a-8b51-99a5cafb11cb',
};

function signed(method: Signable['method'], path: string, body: string): string {
  return requestSignature({ method, path, token: 'aaa.bbb.ccc', body, timestamp: TIMESTAMP }, SECRET);
}

test('the hash Klikoo publishes is that of its sample with the keys sorted', () => {
  const body = canonicalJson({ bank_code: '000', account_number: true });
  expect(body).toBe('{"account_number":true,"bank_code":"000"}');
  expect(hashBody(body)).toBe('7791c19c8a1031a23713d71ef8d5a76c62beef20a5ed3b9c6731d108ac70af6e');
});

test('a purchase is signed over its sorted, minified body', () => {
  const body = canonicalJson(BODY_A);
  expect(body).toBe(
    '{"amount":"1","msidn":"08996647676","partner_reference_id":"6d654219-d9b7-4e1a-8b51-99a5cafb11cb","product_code":"DNOPEN","selling_price":"2","value":"08996647676"}',
  );
  expect(hashBody(body)).toBe('aa8ab59a2b7e02b3f6160f7aa14a52f0d1f9a0744b32782a281c88300c5782fe');
  expect(signed('POST', '/v1/open-api/products/buy', body)).toBe(
    'gQm39BA628U4ucCKlp3SEKq6xygFDE0ZrVKcOESG1op2kDlHeti9VKVfpIBRE3xOcFKgl3MTVF6HaoMVkF5RNA==',
  );
});

test('a request without a body hashes the empty text', () => {
  expect(hashBody('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test.each([
  [
    '/v1/open-api/balance',
    'UyzdpBjQB1v9zxjrqn+zIRDMnuij2j7l163nNiMPeJcs0kP8FTuYi3U3Ae/JYasXKqmEwCAqzWafuQshHp2AGg==',
  ],
  [
    '/v1/open-api/transactions/14429004',
    'u+3L4YKNjTKRcLTtxzeQtGv3BVxUvfPr2R2oTo3/2WPhr/btWl02NBBZH8dloeSHMcYm0EC3VrD1sYWaoJYGfQ==',
  ],
  [
    '/v1/open-api/transactions',
    'XBz7y0fjuhYiJotWixv8tZslcdxw3Vmx+InfSZhotF+qsSV/gUCUoaTyjfH6ELld40116SWnOmWXKKntUwFDrg==',
  ],
  [
    '/v1/open-api/transactions?page=1&limit=50',
    'ix2W2LqRruGC2bhj6WLpC5qUeXl6meJsiBYZcvDq7mgjAqUoK5l9e72IGKsdsrTZUaLZZRMfxTPx2hyTxCohDg==',
  ],
])('GET %s has its own signature', (path, signature) => {
  expect(signed('GET', path, '')).toBe(signature);
});

test('keys are sorted at every depth and lists keep their order', () => {
  const value = { b: [{ d: 1, c: null }, 'x'], a: { z: false, y: 'é' } };
  expect(canonicalJson(value)).toBe('{"a":{"y":"é","z":false},"b":[{"c":null,"d":1},"x"]}');
});

test("the characters Go's encoder escapes are escaped its way", () => {
  const value = { value: '<a>&\u2028\u2029' };
  expect(canonicalJson(value)).toBe('{"value":"\\u003ca\\u003e\\u0026\\u2028\\u2029"}');
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
});

test('times are told in Jakarta, by 24 hours, without milliseconds', () => {
  expect(formatTimestamp(new Date('2024-02-07T03:28:35.999Z'))).toBe(TIMESTAMP);
  expect(formatTimestamp(new Date('2024-12-31T18:00:00Z'))).toBe('2025-01-01T01:00:00.000+07:00');
});

test('the access token is asked for with an RSA signature over client id and time', () => {
  const signature = authSignature('the-client', TIMESTAMP, createPrivateKey(keys.privateKey));
  const isValid = (text: string) =>
    verify('RSA-SHA256', Buffer.from(text), keys.publicKey, Buffer.from(signature, 'base64'));
  expect(isValid(`the-client|${TIMESTAMP}`)).toBe(true);
  expect(isValid(`other-client|${TIMESTAMP}`)).toBe(false);
});

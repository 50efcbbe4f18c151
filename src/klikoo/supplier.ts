import type { Evidence, Inquiry, InquiryAnswer, Purchase } from '../app/supplier.ts';
import type { SupplierOutcome } from '../domain/order/outcome.ts';
import { balanceOf, detailOf, historyOf, inquiryOf, productsOf } from './answers.ts';
import { billOf } from './bill.ts';
import { cleanText, evidenceOf } from './clean.ts';
import { Client, fetchToken, LANE_SIZES, type Reply } from './client.ts';
import { faultOf } from './codes.ts';
import type { Envelope } from './envelope.ts';
import { IRS_INQUIRY_PATH, irsInquiryQuery, readIrsInquiry } from './irs.ts';
import {
  CONNECT_MS,
  checkedBaseUrl,
  type Klikoo,
  type KlikooCallName,
  type KlikooOptions,
  LANE_WAIT_MS,
  LIMITS,
  readPrivateKey,
} from './options.ts';
import { outcomeOfBuy } from './outcome.ts';
import { type TokenAnswer, TokenCache } from './token.ts';
import { createTransport, type Limits } from './transport.ts';
import { isSupplierRef } from './wire.ts';

/** Room for every lane, and for a token beside them. */
const CONNECTIONS = LANE_SIZES.buy + LANE_SIZES.ask + LANE_SIZES.look + 1;

/**
 * Builds the client; nothing is sent yet.
 * @throws {Error} when the base URL or the private key cannot be used, or IRS is to be asked without its credentials.
 */
export function createKlikoo(options: KlikooOptions): Klikoo {
  const { clientId, clientSecret, irs, now, timeouts = {} } = options;
  const baseUrl = checkedBaseUrl(options.baseUrl);
  const privateKey = readPrivateKey(options.privateKeyPem);
  const irsCredentials = irs && { clientId, clientSecret, ...irs };
  if (options.inquiry.includes('irs') && irsCredentials === undefined) {
    throw new Error('inquiries over IRS need its reseller id and PIN');
  }
  const limitsOf = (name: KlikooCallName): Limits => ({ ...LIMITS[name], ...timeouts });
  const transport = createTransport({
    connections: CONNECTIONS,
    connectMs: timeouts.connectMs ?? CONNECT_MS,
  });
  const clientOptions = {
    baseUrl,
    clientId,
    clientSecret,
    signQuery: options.signQuery ?? false,
    laneWaitMs: timeouts.laneWaitMs ?? LANE_WAIT_MS,
    now,
  };
  let lastError: { at: Date; what: string } | undefined;

  /** Times one call, tells `onCall` of it and remembers what went wrong. */
  async function observed<A extends { kind: string; detail?: string; code?: string; text?: string }>(
    name: KlikooCallName,
    work: (saw: (httpStatus: number | undefined) => void) => Promise<A>,
  ): Promise<A> {
    const startedMs = performance.now();
    let httpStatus: number | undefined;
    const answer = await work((status) => {
      httpStatus = status;
    });
    const at = now();
    const durationMs = performance.now() - startedMs;
    options.onCall?.({
      name,
      outcome: answer.kind,
      ...(httpStatus !== undefined && { httpStatus }),
      durationMs,
      at,
    });
    const isOurs = answer.code !== undefined && faultOf(answer.code) === 'operator';
    if (answer.detail !== undefined || isOurs) {
      const what = [name, answer.kind, answer.code, answer.detail ?? answer.text].filter(Boolean).join(' ');
      lastError = { at, what: cleanText(what, 400) };
    }
    return answer;
  }

  const tokens = new TokenCache(
    () =>
      observed('token', async (saw): Promise<TokenAnswer> => {
        const fetched = await fetchToken({ ...clientOptions, privateKey }, transport, limitsOf('token'));
        saw(fetched.httpStatus);
        return fetched.token;
      }),
    now,
  );
  const client = new Client(clientOptions, transport, tokens);

  /** A call whose answer, when there is none to read, is simply not available. */
  function look<A extends { kind: string }>(
    name: KlikooCallName,
    call: Omit<Parameters<Client['call']>[0], 'limits'>,
    read: (answer: Envelope) => A,
  ): Promise<A | { kind: 'unavailable'; detail: string }> {
    return observed(name, async (saw) => {
      const reply = await client.call({ ...call, limits: limitsOf(name) });
      saw(statusOf(reply));
      switch (reply.kind) {
        case 'answered':
          return read(reply.answer);
        case 'misconfigured':
          return { kind: 'unavailable', detail: `code ${reply.code}: ${reply.detail}` };
        case 'not_sent':
        case 'lost':
          return { kind: 'unavailable', detail: reply.detail };
      }
    });
  }

  const balance = () =>
    look('balance', { lane: 'look', method: 'GET', path: '/v1/open-api/balance' }, balanceOf);

  const inquireOpenApi = (inquiry: Inquiry): Promise<InquiryAnswer> => {
    const { inquiryRef: refId, amount: cost, productCode, destination, price } = inquiry;
    const body = purchaseBody({ refId, cost, productCode, destination, price });
    return look(
      'inquiry',
      { lane: 'ask', method: 'POST', path: '/v1/open-api/products/inquiry', body },
      (answer) => inquiryOf(answer, inquiry),
    );
  };

  const inquireIrs = (inquiry: Inquiry): Promise<InquiryAnswer> =>
    observed('irs_inquiry', async (saw): Promise<InquiryAnswer> => {
      if (irsCredentials === undefined) return { kind: 'unavailable', detail: 'IRS is not set up' };
      const http = await client.inLane('ask', () =>
        transport.send({
          method: 'POST',
          url: `${baseUrl}${IRS_INQUIRY_PATH}${irsInquiryQuery(inquiry, irsCredentials)}`,
          headers: { 'User-Agent': 'konter' },
          body: '',
          limits: limitsOf('irs_inquiry'),
        }),
      );
      if (http === undefined) return { kind: 'unavailable', detail: 'no room for another call' };
      saw(http.kind === 'not_sent' ? undefined : http.httpStatus);
      if (http.kind !== 'answered') return { kind: 'unavailable', detail: http.detail };
      const secrets = [clientSecret, irsCredentials.pin, irsCredentials.idrs];
      return readIrsInquiry(http.httpStatus, http.text, inquiry, secrets);
    });

  return {
    async inquire(inquiry) {
      let answer: InquiryAnswer = { kind: 'unavailable', detail: 'no interface for inquiries is set' };
      for (const transportName of options.inquiry) {
        answer = await (transportName === 'openapi' ? inquireOpenApi : inquireIrs)(inquiry);
        if (answer.kind !== 'unavailable') return answer;
      }
      return answer;
    },
    inquireBill: (inquiry) =>
      look(
        'inquiry_postpaid',
        {
          lane: 'ask',
          method: 'POST',
          path: '/v1/open-api/transactions/inquiry-postpaid',
          body: {
            account_number: inquiry.customer,
            product_code: inquiry.productCode,
            ...(inquiry.months !== undefined && { period: String(inquiry.months) }),
          },
        },
        (answer) => billOf(answer, inquiry),
      ),
    buy: (purchase) =>
      observed('buy', async (saw): Promise<SupplierOutcome & Evidence> => {
        const reply = await client.call({
          lane: 'buy',
          method: 'POST',
          path: '/v1/open-api/products/buy',
          body: purchaseBody(purchase),
          notAfter: purchase.notAfter,
          limits: limitsOf('buy'),
        });
        saw(statusOf(reply));
        switch (reply.kind) {
          case 'answered':
            return {
              ...outcomeOfBuy(reply.answer, purchase.refId),
              answer: evidenceOf(reply.answer.source),
            };
          case 'not_sent':
            return { kind: 'not_reached', detail: reply.detail };
          case 'misconfigured':
            return { kind: 'misconfigured', code: reply.code, detail: reply.detail };
          case 'lost':
            return {
              kind: 'unknown',
              detail: reply.detail,
              ...(reply.source !== undefined && { answer: evidenceOf(reply.source) }),
            };
        }
      }),
    async detail(supplierRef) {
      // No id of Klikoo's looks like this, and it would change the path.
      if (!isSupplierRef(supplierRef)) return { kind: 'not_found' };
      const path = `/v1/open-api/transactions/${supplierRef}`;
      return look('detail', { lane: 'look', method: 'GET', path }, (answer) => detailOf(answer, supplierRef));
    },
    history: (query) =>
      look(
        'history',
        {
          lane: 'look',
          method: 'GET',
          path: '/v1/open-api/transactions',
          query: new URLSearchParams({
            page: String(query.page),
            limit: String(query.limit),
            from: historyTime(Math.floor(query.from.getTime() / 1000)),
            to: historyTime(Math.ceil(query.to.getTime() / 1000)),
          }).toString(),
        },
        (answer) => historyOf(answer, query),
      ),
    products: (query) =>
      look(
        'products',
        {
          lane: 'look',
          method: 'POST',
          path: '/v1/open-api/products',
          body: {
            limit: query.limit,
            page: query.page,
            // The empty keyword matches everything: the form programs in use send.
            search: [{ field: 'keyword', value: '' }],
            // By code, so that a price that changes meanwhile moves nothing to another page.
            sort: { field: 'code', value: 'asc' },
          },
        },
        (answer) => productsOf(answer, query),
      ),
    balance,
    standing: () => client.standing(),
    downSince: () => client.downSince(),
    async isDown() {
      // The balance is the one question whose answer nobody waits for and which cannot buy anything.
      if (client.standing() === 'due') await balance();
      return client.standing() !== 'up';
    },
    close: () => transport.close(),
    lastError: () => lastError,
  };
}

/** The six fields that buying and asking share. `msidn` is Klikoo's spelling. */
function purchaseBody(purchase: Purchase) {
  return {
    // Nothing else could tell what an open product is to deliver: its inquiry, too, takes the amount and answers the cost.
    amount: String(purchase.openAmount ?? purchase.cost),
    msidn: purchase.msisdn ?? purchase.destination,
    partner_reference_id: purchase.refId,
    product_code: purchase.productCode,
    selling_price: String(purchase.price),
    value: purchase.destination,
  };
}

/**
 * `from` and `to` of the history call carry no zone, and Klikoo does not say which is meant. Its samples show 17:00, which
 * is midnight in Jakarta when read as UTC: so UTC is sent. Who asks leaves a margin for the other reading.
 */
function historyTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString().slice(0, 19);
}

function statusOf(reply: Reply): number | undefined {
  if (reply.kind === 'answered') return reply.answer.httpStatus;
  return reply.kind === 'not_sent' ? undefined : reply.httpStatus;
}

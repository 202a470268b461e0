// The payment gateways, played by the tests: each checks our requests as the real one would, and signs what it tells.
import { createHmac, randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from '@playwright/test';
import Stripe from 'stripe';

import { vnpayEnv, vnpayQuery } from './market.ts';
import type { Answer } from './http.ts';
import type { Server } from './server.ts';

const MOMO = { partner: 'MOMOTEST', access: 'momo-access', secret: 'momo-secret' };
const OMISE = { public: 'pkey_test', secret: 'skey_test', hook: Buffer.from('omise webhook secret').toString('base64') };
const STRIPE = { secret: 'sk_test_e2e', publishable: 'pk_test_e2e', hook: 'whsec_e2e' };

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

/** What a gateway is told to say. */
export interface Saying {
  amount: number;
  outcome?: 'paid' | 'failed';
  /** Signed by somebody else. */
  forged?: boolean;
  /** Another event about the same. */
  event?: string;
}

/** One gateway with a currency it takes. */
export interface Gateway {
  name: 'vnpay' | 'momo' | 'stripe' | 'omise' | 'sandbox';
  currency: 'VND' | 'THB' | 'USD';
  amount: number;
  /** Tells the server of a payment, by its reference. */
  tell: (server: Server, reference: string, what: Saying) => Promise<Answer>;
  /** How it hears that it was heard: applied or known. */
  heard: (answer: Answer) => boolean;
  /** How a forger is answered. */
  refused: (answer: Answer) => boolean;
}

/** Everything the gateways have on their side. */
export class Standin {
  readonly refunds: { provider: string; amount: number; of: string }[] = [];
  readonly charges = new Map<string, any>();
  readonly intents = new Map<string, any>();
  /** What Stripe.js was told by the page. */
  readonly confirmed: any[] = [];
  private server!: http.Server;
  private count = 0;

  static async start(): Promise<Standin> {
    const standin = new Standin();
    standin.server = http.createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const [status, type, body] = standin.answer(request, Buffer.concat(parts).toString('utf8'));
        response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => standin.server.listen(0, '127.0.0.1', resolve));
    return standin;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The environment of a server with all four and the sandbox. */
  get env(): Record<string, string> {
    return {
      ...vnpayEnv,
      VNPAY_API_URL: `${this.url}/vnpay`,
      MOMO_PARTNER_CODE: MOMO.partner,
      MOMO_ACCESS_KEY: MOMO.access,
      MOMO_SECRET_KEY: MOMO.secret,
      MOMO_ENDPOINT: this.url,
      STRIPE_SECRET_KEY: STRIPE.secret,
      STRIPE_PUBLISHABLE_KEY: STRIPE.publishable,
      STRIPE_WEBHOOK_SECRET: STRIPE.hook,
      STRIPE_API_BASE: this.url,
      STRIPE_JS_URL: `${this.url}/stripe.js`,
      OMISE_PUBLIC_KEY: OMISE.public,
      OMISE_SECRET_KEY: OMISE.secret,
      OMISE_WEBHOOK_SECRET: OMISE.hook,
      OMISE_API_BASE: this.url,
      LANDINGHUB_PAYMENT_SANDBOX: 'on',
    };
  }

  private answer(request: http.IncomingMessage, body: string): [number, string, string] {
    const json = (value: unknown, status = 200): [number, string, string] => [status, 'application/json', JSON.stringify(value)];
    const path = request.url ?? '';
    const form = new URLSearchParams(body);
    this.count += 1;
    if (path === '/stripe.js') return [200, 'text/javascript', STRIPE_JS];
    if (path === '/confirmed') {
      this.confirmed.push(JSON.parse(body));
      return json({});
    }
    if (path.startsWith('/qr/')) return [200, 'image/svg+xml', QR];
    if (path.startsWith('/v2/gateway/api/')) return this.momo(path, JSON.parse(body), json);
    if (path.startsWith('/v1/')) return this.stripe(request, path, form, json);
    if (/^\/(charges|disputes|sources)/.test(path)) return this.omise(request, path, form, json);
    if (path === '/vnpay') {
      const asked = JSON.parse(body);
      if (asked.vnp_Command === 'refund') this.refunds.push({ provider: 'vnpay', amount: Number(asked.vnp_Amount) / 100, of: asked.vnp_TxnRef });
      return json({ vnp_ResponseCode: '91', vnp_Message: 'unsigned' });
    }
    return json({ error: 'no such route' }, 404);
  }

  private momo(path: string, asked: any, json: (value: unknown, status?: number) => [number, string, string]): [number, string, string] {
    const signed: Record<string, string[]> = {
      create: ['amount', 'extraData', 'ipnUrl', 'orderId', 'orderInfo', 'partnerCode', 'redirectUrl', 'requestId', 'requestType'],
      query: ['orderId', 'partnerCode', 'requestId'],
      refund: ['amount', 'description', 'orderId', 'partnerCode', 'requestId', 'transId'],
    };
    const what = path.split('/').at(-1) ?? '';
    const raw = [`accessKey=${MOMO.access}`, ...(signed[what] ?? []).map((name) => `${name}=${asked[name]}`)].join('&');
    if (hmac(MOMO.secret, raw) !== asked.signature) return json({ resultCode: 13, message: 'bad signature' });
    if (what === 'create') return json({ resultCode: 0, payUrl: `${this.url}/momo/${asked.orderId}`, orderId: asked.orderId });
    if (what === 'refund') {
      this.refunds.push({ provider: 'momo', amount: asked.amount, of: String(asked.transId) });
      return json({ resultCode: 0, orderId: asked.orderId });
    }
    return json({ resultCode: 1000, orderId: asked.orderId, requestId: asked.requestId, amount: 0, transId: 0 });
  }

  private stripe(request: http.IncomingMessage, path: string, form: URLSearchParams, json: (value: unknown, status?: number) => [number, string, string]): [number, string, string] {
    if (request.headers.authorization !== `Bearer ${STRIPE.secret}`) return json({ error: { message: 'no key' } }, 401);
    if (path === '/v1/refunds') {
      this.refunds.push({ provider: 'stripe', amount: Number(form.get('amount')), of: form.get('payment_intent') ?? '' });
      return json({ id: `re_${this.count}`, status: 'succeeded' });
    }
    const [, , , id, act] = path.split('/');
    if (!id) {
      const reference = form.get('metadata[attempt_id]') ?? '';
      if (request.headers['idempotency-key'] !== reference) return json({ error: { message: 'no idempotency key' } }, 400);
      const intent = this.intents.get(reference) ?? {
        id: `pi_${reference}`,
        client_secret: `pi_${reference}_secret_x`,
        amount: Number(form.get('amount')),
        currency: form.get('currency'),
        status: 'requires_payment_method',
        metadata: { attempt_id: reference },
      };
      this.intents.set(reference, intent);
      return json(intent);
    }
    const intent = this.intents.get(id.slice(3));
    if (!intent) return json({ error: { message: 'no such intent' } }, 404);
    if (act === 'cancel' && intent.status !== 'succeeded') intent.status = 'canceled';
    return json(intent);
  }

  private omise(request: http.IncomingMessage, path: string, form: URLSearchParams, json: (value: unknown, status?: number) => [number, string, string]): [number, string, string] {
    const key = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString().replace(/:$/, '');
    if (path === '/sources') {
      return key === OMISE.public ? json({ object: 'source', id: `src_${this.count}` }) : json({ object: 'error' }, 401);
    }
    if (key !== OMISE.secret) return json({ object: 'error' }, 401);
    const [, , id, act] = path.split('/');
    if (!id) {
      const reference = form.get('metadata[attempt_id]') ?? '';
      const charge = {
        object: 'charge',
        id: `chrg_${reference}`,
        status: 'pending',
        amount: Number(form.get('amount')),
        currency: form.get('currency'),
        metadata: { attempt_id: reference },
        refunds: [] as any[],
        source: { scannable_code: { image: { download_uri: `${this.url}/qr/${reference}.svg` } } },
      };
      this.charges.set(charge.id, charge);
      return json(charge);
    }
    const charge = this.charges.get(id);
    if (!charge) return json({ object: 'error', message: 'no such charge' }, 404);
    if (act === 'expire' && charge.status === 'pending') charge.status = 'expired';
    if (act === 'refunds' && request.method === 'POST') {
      const refund = { object: 'refund', id: `rfnd_${this.count}`, amount: Number(form.get('amount')), metadata: { refund_id: form.get('metadata[refund_id]') } };
      charge.refunds.push(refund);
      this.refunds.push({ provider: 'omise', amount: refund.amount, of: charge.id });
      return json(refund);
    }
    return json(act === 'refunds' ? { object: 'list', data: charge.refunds } : charge);
  }

  /** Every way to pay. */
  get gateways(): Gateway[] {
    const known = (answer: Answer) => answer.status >= 200 && answer.status < 300;
    const bad = (answer: Answer) => answer.status === 400 && answer.json.code === 'signature_invalid';
    return [
      {
        name: 'vnpay',
        currency: 'VND',
        amount: 199_000,
        tell: (server, reference, { amount, outcome = 'paid', forged }) => {
          const query = vnpayQuery(reference, amount, outcome === 'paid' ? '00' : '24');
          return server.ask('GET', `/api/payment/vnpay/ipn?${forged ? query.replace(/.$/, (c) => (c === '0' ? '1' : '0')) : query}`);
        },
        heard: (answer) => answer.status === 200 && ['00', '02'].includes(answer.json.RspCode),
        refused: (answer) => answer.status === 200 && answer.json.RspCode === '97',
      },
      {
        name: 'momo',
        currency: 'VND',
        amount: 199_000,
        tell: (server, reference, { amount, outcome = 'paid', forged, event = '' }) => {
          const body: Record<string, unknown> = {
            partnerCode: MOMO.partner, orderId: reference, requestId: reference, amount, orderInfo: 'x', orderType: 'momo_wallet',
            transId: 4_000_000_000 + event.length, resultCode: outcome === 'paid' ? 0 : 1003, message: 'ok', payType: 'qr', responseTime: 1, extraData: '',
          };
          const names = ['amount', 'extraData', 'message', 'orderId', 'orderInfo', 'orderType', 'partnerCode', 'payType', 'requestId', 'responseTime', 'resultCode', 'transId'];
          const raw = [`accessKey=${MOMO.access}`, ...names.map((name) => `${name}=${body[name]}`)].join('&');
          return server.ask('POST', '/api/payment/momo/ipn', { json: { ...body, signature: hmac(forged ? 'another' : MOMO.secret, raw) } });
        },
        heard: known,
        refused: bad,
      },
      {
        name: 'stripe',
        currency: 'USD',
        amount: 1_900,
        tell: (server, reference, { amount, outcome = 'paid', forged, event = '' }) => {
          const type = outcome === 'paid' ? 'payment_intent.succeeded' : 'payment_intent.payment_failed';
          const object = { id: `pi_${reference}`, amount, amount_received: amount, currency: 'usd', metadata: { attempt_id: reference } };
          return this.stripeEvent(server, type, object, `evt_${reference}_${outcome}_${amount}_${event}`, forged);
        },
        heard: known,
        refused: bad,
      },
      {
        name: 'omise',
        currency: 'THB',
        amount: 69_000,
        tell: (server, reference, { amount, outcome = 'paid', forged }) => {
          const charge = this.charges.get(`chrg_${reference}`);
          // What they say is fetched again, so it has to be so.
          if (charge && !forged) Object.assign(charge, { amount, status: outcome === 'paid' ? 'successful' : 'failed' });
          return this.omiseEvent(server, { object: 'charge', id: `chrg_${reference}`, status: 'successful' }, forged);
        },
        heard: known,
        refused: bad,
      },
    ];
  }

  /** A webhook of Stripe's, signed by their own package. */
  stripeEvent(server: Server, type: string, object: unknown, id: string = `evt_${randomUUID()}`, forged = false): Promise<Answer> {
    const payload = JSON.stringify({ id, type, data: { object } });
    const secret = forged ? 'whsec_another' : STRIPE.hook;
    const header = new Stripe(STRIPE.secret).webhooks.generateTestHeaderString({ payload, secret });
    return server.ask('POST', '/api/payment/stripe/webhook', {
      headers: { 'stripe-signature': header, 'content-type': 'application/json' },
      body: payload,
    });
  }

  /** A webhook of Omise's. */
  omiseEvent(server: Server, data: unknown, forged = false): Promise<Answer> {
    const body = JSON.stringify({ object: 'event', key: 'charge.complete', data });
    const time = String(Math.floor(Date.now() / 1000));
    const key = Buffer.from(forged ? 'bm90IGl0' : OMISE.hook, 'base64');
    return server.ask('POST', '/api/payment/omise/webhook', {
      headers: { 'omise-signature': hmac(key, `${time}.${body}`), 'omise-signature-timestamp': time, 'content-type': 'application/json' },
      body,
    });
  }
}

/** The reference of the last attempt, as the gateway knows it. */
export async function reference(server: Server, token: string, order: string): Promise<string> {
  const answer = await server.ask('GET', `/api/orders/${order}`, { token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.attempts.at(-1).id;
}

const QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#fff"/><path d="M1 1h2v2H1zm4 0h2v2H5zM1 5h2v2H1zm3-1h1v1H4zm2 1h1v2H6z"/></svg>';

/** As much of Stripe.js as the page uses. */
const STRIPE_JS = `
window.Stripe = (key, options) => ({
  elements: (given) => ({
    given,
    create: (kind) => {
      const told = {};
      return {
        on: (name, act) => (told[name] = act),
        mount: (place) => {
          place.innerHTML = '<label>Card number <input name="number" inputmode="numeric" autocomplete="cc-number"></label>';
          place.dataset.kind = kind;
          setTimeout(() => told.ready?.(), 30);
        },
      };
    },
  }),
  confirmPayment: async ({ elements, confirmParams }) => {
    const number = document.querySelector('input[name=number]').value;
    const origin = new URL(document.querySelector('[data-stripe-js]').src).origin;
    await fetch(origin + '/confirmed', { method: 'POST', body: JSON.stringify({ key, options, ...elements.given, ...confirmParams }) });
    if (number.startsWith('4000')) return { error: { message: 'Your card was declined.' } };
    location.href = confirmParams.return_url;
    return {};
  },
});
`;

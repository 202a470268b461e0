// The market by way of the API: sellers, listings, and callbacks signed by clients that aren't ours.
import { expect } from '@playwright/test';
import { buildPaymentUrlSearchParams, calculateSecureHash, HashAlgorithm } from 'vnpay';

import { createPage, type Person, PASSWORD, register, somebody } from './people.ts';
import type { Server } from './server.ts';

export const VNPAY = { tmn: 'TESTTMN1', secret: 'a secret of the tests' };
export const STRIPE_WEBHOOK_SECRET = 'whsec_of_the_tests';

/** The environment of a server with VNPay. */
export const vnpayEnv: Record<string, string> = {
  VNPAY_TMN_CODE: VNPAY.tmn,
  VNPAY_HASH_SECRET: VNPAY.secret,
  VNPAY_URL: 'https://sandbox.vnpayment.vn/paymentv2/vpcpay.html',
  VNPAY_API_URL: 'http://127.0.0.1:9/merchant_webapi/api/transaction',
};

/** Somebody who may moderate. */
export async function admin(server: Server): Promise<Person> {
  const who = somebody('Admin');
  const made = server.command(['admin', 'create', '--email', who.email, '--name', who.name, '--password-stdin'], PASSWORD);
  expect(made.code, made.output).toBe(0);
  const answer = await server.ask('POST', '/api/auth/login', { json: { email: who.email, password: PASSWORD } });
  expect(answer.status, answer.text).toBe(200);
  return { ...who, id: answer.json.user.id, token: answer.json.access_token, cookies: answer.cookies };
}

/** Somebody who may sell: applied, and granted by an admin. */
export async function seller(server: Server, moderator: Person): Promise<Person> {
  const person = await register(server);
  const applied = await server.ask('POST', '/api/sellers/apply', { token: person.token, json: { store_name: 'Tiệm Mai' } });
  expect(applied.status, applied.text).toBe(201);
  const granted = await server.ask('POST', '/api/admin/sellers', {
    token: moderator.token,
    json: { application_id: applied.json.id, decision: 'approve' },
  });
  expect(granted.status, granted.text).toBe(200);
  return person;
}

/** Something for sale. */
export async function listing(server: Server, who: Person, moderator: Person, fields: Record<string, unknown> = {}): Promise<any> {
  const page = await createPage(server, who, 'Trang bán hàng');
  const made = await server.ask('POST', '/api/marketplace', {
    token: who.token,
    json: {
      page_id: page.id,
      title: 'Trang bán hàng',
      description: 'Gọn và nhanh',
      price: { amount: 199000, currency: 'VND' },
      category: 'sale',
      tags: ['sale'],
      licence: 'standard',
      ...fields,
    },
  });
  expect(made.status, made.text).toBe(201);
  const submitted = await server.ask('POST', `/api/marketplace/${made.json.id}/submit`, { token: who.token });
  expect(submitted.status, submitted.text).toBe(200);
  const approved = await server.ask('POST', `/api/admin/marketplace/${made.json.id}/approve`, { token: moderator.token });
  expect(approved.status, approved.text).toBe(200);
  return approved.json;
}

/** What VNPay would send, signed by the `vnpay` package. */
export function vnpayQuery(reference: string, amount: number, code = '00', changes: Record<string, string> = {}): string {
  const data = {
    vnp_Amount: String(amount * 100),
    vnp_BankCode: 'NCB',
    vnp_CardType: 'ATM',
    vnp_OrderInfo: 'Thanh toan: a b',
    vnp_PayDate: '20260101120000',
    vnp_ResponseCode: code,
    vnp_TmnCode: VNPAY.tmn,
    vnp_TransactionNo: String(14000000 + (hash(reference) % 1000000)),
    vnp_TransactionStatus: code,
    vnp_TxnRef: reference,
    ...changes,
  };
  const query = buildPaymentUrlSearchParams(data).toString();
  const signature = calculateSecureHash({
    secureSecret: VNPAY.secret,
    data: query,
    hashAlgorithm: HashAlgorithm.SHA512,
    bufferEncode: 'utf-8',
  });
  return `${query}&vnp_SecureHash=${signature}`;
}

function hash(text: string): number {
  return [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
}

// Mail through a real SMTP server, also one that is not always there.
import { SMTPServer } from 'smtp-server';

import { parseMail, type Mail } from '../lib/mail.ts';
import { expectProblem, somebody } from '../lib/people.ts';
import { freePort, until } from '../lib/server.ts';
import { expect, test } from '../lib/test.ts';

interface Inbox {
  mails: Mail[];
  close: () => Promise<void>;
}

/** An SMTP server that keeps what it gets; with `refuse` it answers a temporary error that often first. */
function listen(port: number, refuse = 0): Promise<Inbox> {
  const mails: Mail[] = [];
  let left = refuse;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo(_address, _session, done) {
      if (left > 0) {
        left -= 1;
        done(Object.assign(new Error('try again later'), { responseCode: 451 }));
        return;
      }
      done();
    },
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(parseMail(Buffer.concat(parts).toString('utf8')));
        done();
      });
    },
  });
  server.on('error', () => undefined);
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({ mails, close: () => new Promise((closed) => server.close(() => closed())) }),
    );
  });
}

const smtp = (port: number) => ({ env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'LandingHub <hello@landinghub.test>' } });

test('mail goes out through SMTP', async ({ start }) => {
  const port = await freePort();
  const inbox = await listen(port);
  const server = await start(smtp(port));
  const who = somebody('Somchai ใจดี');
  expect((await server.ask('POST', '/api/auth/register', { json: who })).status).toBe(201);
  const mail = await until('the mail', () => inbox.mails[0]);
  expect(mail.to).toContain(who.email);
  expect(mail.from).toContain('hello@landinghub.test');
  expect(mail.text).toContain(`${server.url}/auth/verify?token=`);
  expect(mail.html).toContain('/auth/verify?token=');
  expect(server.mails()).toEqual([]);
  await inbox.close();
});

test('with SMTP down accounts are made all the same, and the mail arrives once it is back, once', async ({ start }) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const server = await start(smtp(port));
  const who = somebody();
  expect((await server.ask('POST', '/api/auth/register', { json: who })).status).toBe(201);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await server.restart();
  const inbox = await listen(port, 1);
  await until('the mail, after a second temporary refusal', () => inbox.mails.length === 1, 90_000);
  expect(inbox.mails[0]?.to).toContain(who.email);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(inbox.mails).toHaveLength(1);
  await inbox.close();
});

test('nobody can add headers to a mail', async ({ start }) => {
  const port = await freePort();
  const inbox = await listen(port);
  const server = await start(smtp(port));
  const evil = await server.ask('POST', '/api/auth/register', {
    json: { ...somebody(), email: 'mai@example.com\r\nBcc: victim@example.com' },
  });
  expectProblem(evil, 422);
  const who = { ...somebody(), name: 'Mai\r\nBcc: victim@example.com' };
  const answer = await server.ask('POST', '/api/auth/register', { json: who });
  if (answer.status === 201) {
    const mail = await until('the mail', () => inbox.mails[0]);
    expect(mail.raw).not.toMatch(/^bcc:/im);
  } else {
    expectProblem(answer, 422);
  }
  await inbox.close();
});

// Reading mails as the outbox or an SMTP server has them: enough MIME for ours.

/** A mail, decoded. */
export interface Mail {
  to: string;
  from: string;
  subject: string;
  text: string;
  html: string;
  /** Every address in the text part. */
  links: string[];
  raw: string;
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

function split(raw: string): Part {
  const normal = raw.replace(/\r\n/g, '\n');
  const at = normal.indexOf('\n\n');
  const head = at < 0 ? normal : normal.slice(0, at);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: at < 0 ? '' : normal.slice(at + 2) };
}

function quotedPrintable(text: string): Buffer {
  const bytes: number[] = [];
  const joined = text.replace(/=\n/g, '');
  for (let i = 0; i < joined.length; i++) {
    const hex = joined.slice(i + 1, i + 3);
    if (joined[i] === '=' && /^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    } else {
      bytes.push(...Buffer.from(joined[i] ?? ''));
    }
  }
  return Buffer.from(bytes);
}

function decoded(part: Part): string {
  switch (part.headers.get('content-transfer-encoding')?.toLowerCase()) {
    case 'base64':
      return Buffer.from(part.body, 'base64').toString('utf8');
    case 'quoted-printable':
      return quotedPrintable(part.body).toString('utf8');
    default:
      return part.body;
  }
}

function words(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replace(/_/g, ' ')).toString('utf8'),
    );
}

function leaves(part: Part): Part[] {
  const type = part.headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!type.toLowerCase().startsWith('multipart/') || !boundary) return [part];
  return part.body
    .split(`--${boundary}`)
    .slice(1)
    .filter((text) => !text.startsWith('--'))
    .flatMap((text) => leaves(split(text.replace(/^\n/, ''))));
}

/** Parses one mail. */
export function parseMail(raw: string): Mail {
  const whole = split(raw);
  const parts = leaves(whole);
  const of = (type: string) =>
    parts
      .filter((part) => (part.headers.get('content-type') ?? 'text/plain').toLowerCase().startsWith(type))
      .map(decoded)
      .join('\n');
  const text = of('text/plain');
  return {
    to: words(whole.headers.get('to') ?? ''),
    from: words(whole.headers.get('from') ?? ''),
    subject: words(whole.headers.get('subject') ?? ''),
    text,
    html: of('text/html'),
    links: text.match(/https?:\/\/[^\s<>"]+/g) ?? [],
    raw,
  };
}

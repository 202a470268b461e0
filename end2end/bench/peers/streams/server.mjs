// What a team would write first: a row in SQLite, then the message to all connections of its account.
import { createServer } from 'node:http';
import path from 'node:path';

import Database from 'better-sqlite3';
import express from 'express';
import { Server } from 'socket.io';

const db = new Database(path.join(process.env.DATA, 'chat.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`create table messages (id integer primary key, user text not null, client_id text not null, message text not null,
  created_at integer not null, unique (user, client_id))`);
const insert = db.prepare('insert into messages (user, client_id, message, created_at) values (?, ?, ?, ?) returning id');

const app = express();
const server = createServer(app);
const io = new Server(server, { transports: ['websocket'] });
const streams = new Map();

const userOf = (request) => request.get('authorization')?.replace('Bearer ', '') ?? '';

app.get('/events', (request, response) => {
  const user = userOf(request);
  response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' });
  response.flushHeaders();
  response.write('event: hello\ndata: {}\n\n');
  const mine = streams.get(user) ?? new Set();
  streams.set(user, mine.add(response));
  request.on('close', () => mine.delete(response));
});

app.post('/messages', express.json(), (request, response) => {
  const user = userOf(request);
  const { client_id, message } = request.body;
  const { id } = insert.get(user, client_id, message, Date.now());
  const data = { id, user, client_id, message };
  const frame = `id: ${id}\nevent: message\ndata: ${JSON.stringify(data)}\n\n`;
  for (const stream of streams.get(user) ?? []) stream.write(frame);
  io.to(user).emit('message', data);
  response.status(201).json(data);
});

setInterval(() => {
  for (const mine of streams.values()) for (const stream of mine) stream.write('event: hb\ndata: {}\n\n');
}, 17_000);

io.on('connection', (socket) => socket.join(socket.handshake.query.user));

server.listen(Number(process.env.PORT), '127.0.0.1');

// The peer as its documentation builds it: Kysely, a pool of 10 connections, one process.
// npm install; PORT=… DATABASE_URL=postgres://… node server.mjs
import { serve } from '@hono/node-server';
import { c15tInstance } from '@c15t/backend';
import { kyselyAdapter } from '@c15t/backend/db/adapters/kysely';
import { migrator } from '@c15t/backend/db/migrator';
import { DB } from '@c15t/backend/db/schema';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const adapter = kyselyAdapter({ db: new Kysely({ dialect: new PostgresDialect({ pool }) }), provider: 'postgresql' });
const migration = await migrator({ db: DB.client(adapter), schema: 'latest' });
await migration.execute();

const c15t = c15tInstance({
  appName: 'benchmark',
  basePath: '/api/c15t',
  trustedOrigins: ['*'],
  adapter,
  logger: { level: 'error' },
});

serve({ fetch: c15t.handler, port: Number(process.env.PORT), hostname: '127.0.0.1' }, () => console.log('ready'));

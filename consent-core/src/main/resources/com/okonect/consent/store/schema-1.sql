-- Version 1 of the schema, for every engine. {uuid}, {text} and {table} stand for what the engine calls them.
-- Each statement can be repeated: MariaDB commits each on its own, so that a start may find a part of them done.
-- Times are seconds since 1970 in UTC and days ISO 8601 dates in UTC, so that they mean the same on every engine.

-- The proof of choices, a row each. Rows are inserted and deleted, never changed.
create table if not exists consent_record (
  record_id {uuid} not null primary key,  -- the record's own id, made before the first attempt to store it
  consent_id varchar(22) not null,        -- the visitor's pseudonymous id: 128 random bits in base64url
  sequence integer not null,              -- the place in the visitor's chain, from 1
  event varchar(16) not null,             -- what the visitor did: accept, refuse, select, grant, withdraw; or compensate
  recorded_at bigint not null,            -- the server's time
  valid_until bigint not null,            -- the time from which the choice no longer counts
  decisions varchar(4000) not null,       -- what holds: category:0 or category:1 with the fingerprint of what was granted, joined by !
  notice varchar(64) not null,            -- the SHA-256 of the notice that was shown: consent_notice.hash
  method varchar(16) not null,            -- where the choice was made: banner, settings, guard, script, code or account
  language varchar(35) not null,          -- the language of the notice, a BCP 47 tag
  gpc smallint not null,                  -- 1 if the browser sent the Global Privacy Control signal, else 0
  site varchar(255) not null,             -- the domain or host that the choice is for
  previous_hash varchar(64),              -- the SHA-256 of the record before with its MAC; null for the first
  key_id varchar(16) not null,            -- the id of the key that signed
  mac varchar(64) not null,               -- the HMAC-SHA-256 over all of the above
  ended_at bigint not null,               -- follows from the above: valid_until, or recorded_at where nothing is granted
  constraint consent_record_chain unique (consent_id, sequence)
){table};

-- For the end of retention.
create index if not exists consent_record_ended on consent_record (ended_at);

-- What was shown to visitors, once a version and language. No personal data.
create table if not exists consent_notice (
  hash varchar(64) not null primary key,  -- the SHA-256 of the JSON
  language varchar(35) not null,          -- the language of its texts, a BCP 47 tag
  json {text} not null                    -- the notice, byte for byte as hashed
){table};

-- What categories declared when they were granted, so that every node can tell whether a grant covers its own policy.
create table if not exists consent_declaration (
  fingerprint varchar(8) not null primary key,  -- the start of the SHA-256 over category and elements, as decisions carry it
  category varchar(24) not null,                -- the category
  elements {text} not null                      -- what takes part, such as cookie:_pk_id.*, a line each
){table};

-- The signed totals over all records, so that a record that is missing is found though its chain is whole without it.
create table if not exists consent_checkpoint (
  writer varchar(36) not null,     -- the writer that keeps this total, one a start of a store
  utc_day varchar(10) not null,    -- the day of the records' recorded_at
  records bigint not null,         -- how many the writer stored less how many it erased
  total varchar(64) not null,      -- the sum of their keyed hashes modulo 2 to the 256, in hexadecimal
  key_id varchar(16) not null,     -- the id of the key that signed
  mac varchar(64) not null,        -- the HMAC-SHA-256 over all of the above
  primary key (writer, utc_day)
){table};

-- Records whose choice was sent again after a lost connection, so that no two nodes tell the visitor different things.
create table if not exists consent_repeat (
  record_id {uuid} not null primary key,  -- the record
  acknowledged integer not null           -- how many repetitions were answered with it; 0 if it was taken back
){table};

-- What is left of erased chains: enough to tell erased from lost, nothing that names the visitor.
create table if not exists consent_erasure (
  digest varchar(64) not null primary key,  -- the SHA-256 of the hash of the chain's last record
  utc_day varchar(10) not null,             -- the day of the erasure
  records integer not null,                 -- how many records the chain had
  last_sequence integer not null            -- the place of the last one
){table};

-- How many visitors refused without ever having granted anything. They leave no record and no identifier.
create table if not exists consent_refusal_count (
  utc_day varchar(10) not null,    -- the day
  notice varchar(64) not null,     -- the SHA-256 of the notice that was shown
  refusals bigint not null,        -- how many
  primary key (utc_day, notice)
){table};

-- Chains that are not purged, because a visitor asked for it or a dispute lasts (GDPR, article 18).
create table if not exists consent_hold (
  consent_id varchar(22) not null primary key,  -- the chain
  utc_day varchar(10) not null                  -- the day since which it is held
){table};

-- How many records were purged at the end of their retention.
create table if not exists consent_purge (
  utc_day varchar(10) not null primary key,  -- the day of the purge
  chains bigint not null,                    -- how many chains
  records bigint not null                    -- how many records they had
){table};

-- Which accounts visitors logged in to. A row is there for as long as the site attaches the two, and no longer.
create table if not exists consent_account (
  account varchar(64) not null,     -- the HMAC-SHA-256 of the account's id, which is stored nowhere
  consent_id varchar(22) not null,  -- the visitor's chain
  utc_day varchar(10) not null,     -- the day since which they are attached
  primary key (account, consent_id)
){table};
create index if not exists consent_account_chain on consent_account (consent_id);

-- What listeners have still to be told. Written with the record, deleted when every listener has heard it.
create table if not exists consent_event (
  event_id {uuid} not null primary key,  -- the event
  consent_id varchar(22) not null,       -- the chain
  sequence integer not null,             -- the record's place in it; for an erasure the one after the last
  kind varchar(8) not null,              -- record or erasure
  attempts integer not null,             -- how often a listener has failed
  due_at bigint not null                 -- the time of the next attempt
){table};
create index if not exists consent_event_due on consent_event (due_at);
create index if not exists consent_event_chain on consent_event (consent_id, sequence);

-- Which of several nodes does what one has to do alone.
create table if not exists consent_lease (
  duty varchar(16) not null primary key,  -- purge or events
  holder varchar(36) not null,            -- the store that does it, one id a start; the embedded store has but one
  expires_at bigint not null              -- the time from which another may
){table};

-- What visitors asked for (GDPR, articles 15 to 22) and when it was answered.
create table if not exists consent_request (
  request_id {uuid} not null primary key,  -- the request
  kind varchar(16) not null,               -- access, correction, erasure, restriction, portability or objection
  reference varchar(200) not null,         -- the site's own name for it, such as the number of a letter
  received_on varchar(10) not null,        -- the day it came
  due_on varchar(10) not null,             -- the last day to answer it
  extended_because varchar(500),           -- what the visitor was told when the time was extended; null if it was not
  closed_on varchar(10),                   -- the day it was answered; null before
  outcome varchar(500)                     -- what was answered; null before
){table};

-- What was withdrawn or erased while the visitor was away, whose browser still carries a token that says otherwise.
create table if not exists consent_revocation (
  digest varchar(64) not null primary key,  -- the SHA-256 of the consent id
  revoked_at bigint not null,               -- the time; a token of a later choice counts
  until bigint not null,                    -- the time from which no such token counts anyway
  decisions varchar(4000) not null          -- what holds now, as consent_record.decisions; empty after an erasure
){table};
create index if not exists consent_revocation_time on consent_revocation (revoked_at);

-- Version 2: the charts of choices over time no longer read a year's records each time.

-- For the choices of a day.
create index if not exists consent_record_recorded on consent_record (recorded_at);

-- How many visitors made which choice on a day that is over. It follows from the records, and is made again for a day of
-- which some are erased or purged. No personal data.
create table if not exists consent_day_count (
  utc_day varchar(10) not null primary key,  -- the day of the records' recorded_at
  counts {text} not null                     -- a line for each kind: event, before, after, notice and how many, with tabs between
){table};

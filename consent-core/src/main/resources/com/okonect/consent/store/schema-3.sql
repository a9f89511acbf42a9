-- Version 3: transactions leave a mark where somebody has to find out whether they were committed.

-- Who holds on to a record, so that the last one to let go of it takes it back. Until now the answers were only counted, and the
-- one who stored the record was not among them.
alter table consent_repeat add column {if not there}
  holders varchar(800);  -- the marks of those that acknowledged counts, with blanks between; first stored the record; null or fewer where not all are known

-- Which additions to the count were the last ones, so that none is added twice.
alter table consent_refusal_count add column {if not there}
  added varchar(800);    -- their marks, with blanks between, at most 32; null where the version before added

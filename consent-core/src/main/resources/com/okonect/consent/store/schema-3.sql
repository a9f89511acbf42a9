-- Version 3: whose answers hold on to a record, so that the last one to let go of it takes it back. Until then the answers were
-- only counted, and the first one was not among them.

-- The marks of those who acknowledged is made of, with blanks between: first is the one who stored the record. Null or fewer
-- where not all are known; then nobody takes the record back.
alter table consent_repeat add column {if not there}
  holders varchar(800);                   -- such as: first 5f0c3a9be2d41788

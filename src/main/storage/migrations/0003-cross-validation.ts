export const crossValidation = `
create table cross_validation (
  id text primary key,
  number integer not null,
  name text not null,
  dataset_id integer not null references dataset (id),
  settings text not null,
  folds text not null,
  job_id text,
  created_at integer not null,
  ended_at integer,
  error text
) strict;
alter table run add column fold text;
`

export const training = `
create table dataset (
  id integer primary key autoincrement,
  name text not null,
  revision integer not null,
  hash text not null,
  created_at integer not null,
  x text not null,
  y text not null,
  examples text not null,
  facts text not null,
  removed integer not null default 0
) strict;
create unique index dataset_hash on dataset (hash);

create table run (
  id text primary key,
  number integer not null,
  name text not null,
  state text not null,
  dataset_id integer not null references dataset (id),
  model_name text not null,
  parameters integer not null,
  file text not null,
  start_from text not null,
  engine text,
  best text,
  epochs text not null,
  weights text,
  created_at integer not null,
  ended_at integer,
  stopped text,
  error text,
  step_ms real,
  note text not null default '',
  tags text not null,
  removed integer not null default 0
) strict;

create table prediction (
  id integer primary key autoincrement,
  run_id text not null references run (id),
  recipe text not null,
  population text not null,
  keys text not null,
  object text not null,
  created_at integer not null
) strict;
create index prediction_run on prediction (run_id);

create table user_model (
  name text primary key,
  model text not null,
  modified_at integer not null
) strict;
`

/** Earlier evaluations are kept, and what a label was before a change that was made with predictions in view. */
export const evaluationRevisions = `
alter table annotation add column before_seen text;

create table evaluation_revision (
  id integer primary key autoincrement,
  run_id text not null references run (id),
  population text not null,
  population_hash text not null,
  at integer not null,
  step_id integer,
  count integer not null,
  correct integer not null,
  accuracy real,
  macro_f1 real,
  original_accuracy real,
  state blob not null,
  summary text not null
) strict;
create index evaluation_revision_of on evaluation_revision (run_id, population);
`
